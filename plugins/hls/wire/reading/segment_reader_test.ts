import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { fragment } from "media/mp4/write/fragment.ts";
import { initSegment } from "media/mp4/write/movie.ts";
import { samplesOf } from "media/mp4/write/sample.ts";
import { outputTrack } from "media/mp4/write/track.ts";
import { TsMuxer } from "media/mpegts/write/muxer.ts";
import { concat } from "media/bytes.ts";
import { type Clip, CLIPS, tracksOf } from "../../../../test/streams/clips.ts";
import { SegmentReader } from "./segment_reader.ts";

/** The units of a clip as an init segment and fragments. */
function mp4Of({ config, clockRate, units }: Clip) {
  const track = outputTrack(1, config, clockRate, units[0].payload);
  assert.ok(track && !isMalformed(track));
  const fragments = units.map(({ dts, pts, payload, randomAccess }, i) => {
    const samples = samplesOf(config, payload).map((sample) => ({
      ...{ ...sample, duration: 1, offset: pts - dts, randomAccess },
    }));
    return fragment(i, [{ track: 1, dts: dts - units[0].dts, samples }]);
  });
  return { init: initSegment([track]), fragments };
}

for (const clip of [CLIPS.h264, CLIPS.h265, CLIPS.aac, CLIPS.opus]) {
  Deno.test(`segment reader: MP4 with ${clip.config.codec}, fragment by fragment`, () => {
    const { init, fragments } = mp4Of(clip), reader = new SegmentReader();
    for (const [i, bytes] of fragments.entries()) {
      const contents = reader.read(bytes, init);
      assert.ok(!isMalformed(contents));
      const { tracks, frames: [frame], faults } = contents, unit = clip.units[i];
      assert.deepEqual([tracks.map(({ kind }) => kind), faults], [[clip.kind], []]);
      assert.equal(frame.config, tracks[0].config);
      assert.equal(frame.randomAccess, unit.randomAccess);
      const expected = 1000 * (unit.dts - clip.units[0].dts) / clip.clockRate;
      assert.ok(Math.abs(frame.dts - expected) < 1e-6);
      assert.deepEqual(frame.payload.at(-1), unit.payload.at(-1));
    }
    assert.ok(isMalformed(reader.read(fragments[0], new Uint8Array(10))));
  });
}

Deno.test("segment reader: MPEG-TS, segment by segment, nothing is held back", () => {
  const clips = [CLIPS.h264, CLIPS.aac], muxer = new TsMuxer(tracksOf(clips, false));
  const units = clips.flatMap(({ units, config, clockRate }, track) =>
    units.map((unit) => ({ ...unit, config, track, due: unit.dts / clockRate }))
  ).sort((a, b) => a.due - b.due);
  const keys = units.flatMap(({ track, randomAccess }, i) =>
    track === 0 && randomAccess ? [i] : []
  );
  const reader = new SegmentReader();
  let count = 0;
  for (const [i, from] of keys.entries()) {
    const pieces = units.slice(from, keys[i + 1]).map((unit) => {
      const written = muxer.write(unit);
      assert.ok(!isMalformed(written));
      return written;
    });
    const contents = reader.read(concat(pieces));
    assert.ok(!isMalformed(contents));
    assert.equal(contents.tracks.length, 2);
    const pictures = contents.frames.filter(({ track }) => track === 0);
    assert.equal(pictures[0].randomAccess, true);
    count += pictures.length;
  }
  assert.equal(count, CLIPS.h264.units.length);
});

Deno.test("segment reader: what is neither is refused", () => {
  const reader = new SegmentReader();
  for (
    const bytes of [new Uint8Array(0), new Uint8Array(1000), new TextEncoder().encode("<html>")]
  ) {
    const contents = reader.read(bytes);
    assert.ok(
      !isMalformed(contents) && contents.tracks.length === 0 && contents.frames.length === 0,
    );
    assert.ok(isMalformed(reader.read(bytes, bytes)));
  }
});
