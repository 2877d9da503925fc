import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { readMp4 } from "media/mp4/read/mp4.ts";
import { TsDemuxer } from "media/mpegts/read/demuxer.ts";
import type { TsEvent } from "media/mpegts/read/event.ts";
import type { AccessUnit } from "media/unit.ts";
import { type Clip, CLIPS, tracksOf } from "../../../test/streams/clips.ts";
import { Segmenter } from "./segmenter.ts";
import { TrackRendition } from "./track_rendition.ts";
import { TransportRendition } from "./transport_rendition.ts";
import { Window } from "./window.ts";

interface Setting {
  readonly segmentDuration?: number;
  readonly segmentMaxSize?: number;
  readonly partDuration?: number;
  readonly ts?: boolean;
  readonly gap?: number;
}

/** A segmenter of clips, whose units are written so many times over, each time behind the last. */
class Cutting {
  readonly tracks;
  readonly renditions;
  readonly segmenter: Segmenter;
  epoch = 1;

  constructor(private readonly clips: readonly Clip[], setting: Setting = {}) {
    const { segmentDuration = 0.2, segmentMaxSize = 1e6, partDuration = 0.1, ts, gap = 0 } =
      setting;
    const tracks = this.tracks = tracksOf(clips, false);
    const windowOf = (name: string) =>
      new Window({ name: `x_${name}`, extension: ts ? "ts" : "mp4", count: 100, gap });
    const transport = ts ? new TransportRendition(windowOf("main"), tracks) : undefined;
    const members = tracks.map((track) => ({
      track,
      rendition: transport ??
        new TrackRendition(windowOf(`${track.kind}${track.id + 1}`), { track, partDuration }),
    }));
    this.renditions = [...new Set(members.map(({ rendition }) => rendition))];
    this.segmenter = new Segmenter(members, { segmentDuration, segmentMaxSize });
  }

  /** All units in order of decoding; `change` makes others of them. */
  play(times = 1, change = (unit: AccessUnit) => unit as AccessUnit | undefined): string[] {
    const span = 0.56, failures: string[] = [];
    const all = this.clips.flatMap(({ units, clockRate, config }, track) =>
      Array.from(
        { length: times },
        (_, round) =>
          units.filter(({ dts }) => dts / clockRate < span).map((unit) => {
            const ahead = Math.round((this.#rounds + round) * span * clockRate);
            const moved = { pts: unit.pts + ahead, dts: unit.dts + ahead };
            const seconds = moved.dts / clockRate, ntp = 1e12 + 1000 * seconds;
            return { seconds, unit: { ...unit, ...moved, track, ntp, config, epoch: this.epoch } };
          }),
      ).flat()
    ).sort((a, b) => a.seconds - b.seconds);
    this.#rounds += times;
    for (const { unit } of all) {
      const changed = change(unit), failure = changed && this.segmenter.write(changed);
      if (failure) failures.push(failure);
    }
    return failures;
  }

  #rounds = 0;

  window(id = 0): Window {
    return this.renditions[id].window;
  }

  /** The samples of all complete segments of a rendition, read as one file. */
  samples(id = 0) {
    const { segments } = this.window(id);
    const bytes = [segments[0].beginning.init!.bytes, ...segments.map((each) => each.read()!)];
    const tracks = readMp4(concat(bytes));
    assert.ok(!isMalformed(tracks));
    return tracks[0].samples;
  }
}

const PLAYED: readonly (readonly [string, readonly Clip[]])[] = [
  ["H264 with B-frames, AAC", [CLIPS.h264, CLIPS.aac]],
  ["H265, Opus", [CLIPS.h265, CLIPS.opus]],
];

for (const [name, clips] of PLAYED) {
  Deno.test(`segmenter: ${name}: nothing is lost, times are those of the units`, () => {
    const cutting = new Cutting(clips);
    assert.deepEqual(cutting.play(4), []);
    const samples = cutting.samples(0);
    assert.ok(samples.length >= 3 * clips[0].units.length);
    for (const [i, { dts, pts, duration }] of samples.entries()) {
      const unit = clips[0].units[i % clips[0].units.length];
      assert.equal(pts - dts, unit.pts - unit.dts);
      if (i > 0) assert.equal(samples[i - 1].dts + samples[i - 1].duration, dts);
      assert.ok(duration > 0);
    }
    assert.equal(samples[0].dts, 0);
    const sound = cutting.samples(1);
    for (let i = 1; i < sound.length; i++) {
      assert.equal(sound[i - 1].dts + sound[i - 1].duration, sound[i].dts);
    }
  });

  Deno.test(`segmenter: ${name}: segments begin with key frames, parts add up to them`, () => {
    const cutting = new Cutting(clips);
    cutting.play(4);
    for (const { window } of cutting.renditions) {
      assert.ok(window.segments.length >= 4);
      for (const [i, { number, parts, duration, size }] of window.segments.entries()) {
        assert.equal(number, i);
        assert.equal(parts[0].independent, true);
        const sum = parts.reduce((total, part) => total + part.duration, 0);
        assert.ok(Math.abs(sum - duration) < 1e-9);
        assert.equal(parts.at(-1)!.offset + parts.at(-1)!.size, size);
        for (const part of parts.slice(0, -1)) assert.ok(part.duration >= 0.099);
      }
    }
    const [video, audio] = cutting.renditions.map(({ window }) => window.segments);
    for (const [i, { beginning }] of audio.entries()) {
      const apart = beginning.programTime - video[i].beginning.programTime;
      assert.ok(Math.abs(apart) < 150, `${apart} ms`);
    }
  });
}

Deno.test("segmenter: a segment is as long as asked for, and goes on to the next key frame", () => {
  const cutting = new Cutting([CLIPS.h264], { segmentDuration: 0.5 });
  cutting.play(4);
  for (const { duration } of cutting.window().segments) assert.ok(duration >= 0.49);
});

Deno.test("segmenter: what comes before the first key frame is left out", () => {
  const cutting = new Cutting([CLIPS.h264, CLIPS.aac]);
  let seen = 0;
  cutting.play(3, (unit) => unit.track === 0 && seen++ < 3 ? undefined : unit);
  assert.equal(cutting.window(0).segments[0].parts[0].independent, true);
  assert.equal(cutting.samples(0)[0].dts, 0);
  assert.ok(cutting.samples(1)[0].dts < 0.03 * 48000);
});

Deno.test("segmenter: sound alone is cut without key frames", () => {
  const cutting = new Cutting([CLIPS.aac]);
  cutting.play(4);
  const { segments } = cutting.window();
  assert.ok(segments.length >= 4);
  for (const { duration } of segments) assert.ok(duration >= 0.19 && duration < 0.25);
});

Deno.test("segmenter: other parameter sets begin a segment with a discontinuity and another init", () => {
  const cutting = new Cutting([CLIPS.h264, CLIPS.aac], { segmentDuration: 10 });
  cutting.play(1);
  const config = CLIPS.h264.config as Extract<AccessUnit["config"], { codec: "H264" }>;
  const other = { ...config, pps: Uint8Array.from([...config.pps!, 0x80]) };
  cutting.play(1, (unit) => unit.track === 0 ? { ...unit, config: other } : unit);
  for (const { window } of cutting.renditions) {
    assert.equal(window.segments.length, 1);
    assert.equal(window.open!.beginning.discontinuity, true);
  }
  const [video, audio] = cutting.renditions.map(({ window }) =>
    [window.segments[0], window.open!].map(({ beginning }) => beginning.init!.name)
  );
  assert.deepEqual(video, ["x_video1_init.mp4", "x_video1_init2.mp4"]);
  assert.deepEqual(audio, ["x_audio2_init.mp4", "x_audio2_init.mp4"]);
  const [before, behind] = [cutting.window().segments[0], cutting.window().open!].map((segment) =>
    segment.read(segment.parts[0])!.toHex()
  );
  assert.ok(behind.includes(other.pps.toHex()) && behind.includes(config.sps!.toHex()));
  assert.ok(!before.includes(config.sps!.toHex()));
});

Deno.test("segmenter: the same parameter sets in another object change nothing", () => {
  const cutting = new Cutting([CLIPS.h264], { segmentDuration: 10 });
  cutting.play(2, (unit) => ({ ...unit, config: { ...unit.config } }));
  assert.equal(cutting.window().segments.length, 0);
});

Deno.test("segmenter: another feed is a discontinuity", () => {
  const cutting = new Cutting([CLIPS.h264], { segmentDuration: 10 });
  cutting.play(1);
  cutting.epoch++;
  cutting.play(1);
  assert.equal(cutting.window().open!.beginning.discontinuity, true);
});

for (const jump of [-3600, 3600]) {
  Deno.test(`segmenter: times that jump by ${jump} s go on from where they were`, () => {
    const cutting = new Cutting([CLIPS.h264, CLIPS.aac]);
    cutting.play(2);
    cutting.play(2, (unit) => {
      const ticks = jump * cutting.tracks[unit.track].clockRate;
      return { ...unit, pts: unit.pts + ticks, dts: unit.dts + ticks };
    });
    const { segments } = cutting.window(),
      marked = segments.filter((s) => s.beginning.discontinuity);
    assert.equal(marked.length, 1);
    for (const { duration } of segments) assert.ok(duration > 0 && duration < 1);
    const samples = cutting.samples(0);
    for (let i = 1; i < samples.length; i++) assert.ok(samples[i].dts > samples[i - 1].dts);
    assert.ok(samples.at(-1)!.dts / 90000 < 3);
    for (const { duration } of cutting.window(1).segments) assert.ok(duration < 1);
  });
}

Deno.test("segmenter: a time that goes back a little is no jump", () => {
  const cutting = new Cutting([CLIPS.h264]);
  let count = 0;
  cutting.play(4, (unit) => ++count % 7 === 3 ? { ...unit, dts: unit.dts - 5000 } : unit);
  const { segments } = cutting.window();
  assert.ok(segments.length >= 4 && segments.every(({ beginning }) => !beginning.discontinuity));
  const samples = cutting.samples(0);
  for (let i = 1; i < samples.length; i++) assert.ok(samples[i].dts >= samples[i - 1].dts);
});

Deno.test("segmenter: a track that falls silent has gaps, and holds nobody up", () => {
  const cutting = new Cutting([CLIPS.h264, CLIPS.aac]);
  cutting.play(2);
  cutting.play(4, (unit) => unit.track === 1 ? undefined : unit);
  const [video, audio] = cutting.renditions.map(({ window }) => window);
  assert.ok(video.number - audio.number <= 1);
  const gaps = audio.segments.filter(({ gap }) => gap);
  assert.ok(gaps.length >= 3);
  for (const { duration } of gaps) assert.ok(duration > 0.1 && duration < 0.5);
});

Deno.test("segmenter: a segment that is too large is a reason to end", () => {
  const cutting = new Cutting([CLIPS.h264], { segmentDuration: 10, segmentMaxSize: 2000 });
  assert.equal(cutting.play(2)[0], "reached maximum segment size");
});

Deno.test("segmenter: MPEG-TS: each segment can be read by itself", () => {
  const cutting = new Cutting([CLIPS.h264, CLIPS.aac], { ts: true });
  cutting.play(4);
  const { segments } = cutting.window();
  assert.ok(segments.length >= 4);
  for (const segment of segments) {
    const demuxer = new TsDemuxer(), events: TsEvent[] = demuxer.receive(segment.read()!);
    events.push(...demuxer.flush());
    assert.ok(events.every((event) => !isMalformed(event)));
    const units = events.flatMap((event) =>
      "type" in event && event.type === "unit" ? [event] : []
    );
    const video = units.filter(({ track }) => track === 0);
    assert.equal(video[0].randomAccess, true);
    assert.ok(units.some(({ track }) => track === 1));
    assert.ok(Math.abs(video.length * 0.04 - segment.duration) < 1e-6);
  }
});

Deno.test("segmenter: MPEG-TS: times that jump are a discontinuity", () => {
  const cutting = new Cutting([CLIPS.h264], { ts: true });
  cutting.play(2);
  cutting.play(2, (unit) => ({ ...unit, pts: unit.pts - 9e7, dts: unit.dts - 9e7 }));
  const { segments } = cutting.window();
  assert.equal(segments.filter(({ beginning }) => beginning.discontinuity).length, 1);
  for (const { duration } of segments) assert.ok(duration > 0 && duration < 1);
});
