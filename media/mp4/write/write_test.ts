import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { type Mp4Track, readMp4 } from "../read/mp4.ts";
import { payloadOf } from "../read/payload.ts";
import { type Clip, CLIPS } from "../../../test/streams/clips.ts";
import { fragment, type Run, type Sample } from "./fragment.ts";
import { initSegment } from "./movie.ts";
import { samplesOf } from "./sample.ts";
import { type OutputTrack, outputTrack } from "./track.ts";

/** For a clip, the samples of some of its units. */
function runOf({ units, config }: Clip, track: number, from: number, to: number): Run<Sample> {
  const last = units.length - 1, usual = units[last].dts - units[last - 1].dts;
  const samples = units.slice(from, to).map((unit, i): Sample => {
    const [sample] = samplesOf(config, unit.payload), next = units[from + i + 1];
    return {
      ...sample,
      duration: next ? next.dts - unit.dts : usual,
      offset: unit.pts - unit.dts,
      randomAccess: unit.randomAccess,
    };
  });
  return { track, dts: units[from].dts - units[0].dts, samples };
}

function trackOf({ config, clockRate }: Clip, id: number): OutputTrack {
  const track = outputTrack(id, config, clockRate);
  assert.ok(track && !isMalformed(track));
  return track;
}

/** The clips in fragments of so many units. */
function written(clips: readonly Clip[], step: number): Uint8Array {
  const parts = [initSegment(clips.map((clip, i) => trackOf(clip, i + 1)))];
  for (let from = 0, number = 1;; from += step) {
    const runs = clips.flatMap((clip, i) =>
      from < clip.units.length ? [runOf(clip, i + 1, from, from + step)] : []
    );
    if (runs.length === 0) return concat(parts);
    parts.push(fragment(number++, runs));
  }
}

function read(bytes: Uint8Array): readonly Mp4Track[] {
  const tracks = readMp4(bytes);
  if (isMalformed(tracks)) throw new Error(tracks.reason);
  return tracks;
}

Deno.test("MP4: what is written is read again, whatever the length of fragments", () => {
  const clips = [CLIPS.h264, CLIPS.aac];
  for (const step of [1, 2, 5, 1000]) {
    const bytes = written(clips, step), tracks = read(bytes);
    for (const [i, { config, units, clockRate }] of clips.entries()) {
      const track = tracks[i];
      assert.deepEqual(track.config, config);
      assert.equal(track.timescale, clockRate);
      assert.equal(track.samples.length, units.length);
      for (const [j, { pts, dts, randomAccess }] of units.entries()) {
        const sample = track.samples[j], base = units[0].dts;
        assert.deepEqual([sample.dts, sample.pts], [dts - base, pts - base]);
        assert.equal(sample.randomAccess, randomAccess);
        const expected = samplesOf(config, units[j].payload).map(({ data }) => concat(data));
        const { offset, size } = sample;
        assert.deepEqual([bytes.slice(offset, offset + size)], expected);
        assert.ok(!isMalformed(payloadOf(bytes, track, sample)));
      }
    }
  }
});
