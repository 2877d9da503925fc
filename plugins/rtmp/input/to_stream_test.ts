import assert from "node:assert/strict";
import { FaultLog } from "core/mod.ts";
import type { Track } from "media/track.ts";
import { FakeClock } from "../../../test/fake_clock.ts";
import { LogLines } from "../../../test/log_lines.ts";
import { messagesOf } from "../../../test/rtmp/media.ts";
import { type Clip, CLIPS } from "../../../test/streams/clips.ts";
import { Stage, type UnitLog } from "../../../test/streams/stage.ts";
import { AUDIO, type Message, VIDEO } from "../wire/message.ts";
import { ToStream } from "./to_stream.ts";

/** A publisher, and readers of every track of what it publishes. */
class Scene {
  readonly clock = new FakeClock();
  readonly log = new LogLines();
  readonly faults = new FaultLog(this.log.log, this.clock);
  tracks: readonly Track[] | undefined;
  units: UnitLog[] = [];
  stage: Stage | undefined;
  readonly input = new ToStream({
    clock: this.clock,
    log: this.log.log,
    faults: this.faults,
    publish: (tracks) => {
      this.tracks = tracks;
      const stage = this.stage = new Stage(tracks);
      this.units = tracks.map((_, track) => stage.units(track));
      return stage.stream;
    },
  });
  #last: number | undefined;

  /** Sends messages when they are due, by their timestamps; the clock does not follow jumps. */
  send(messages: readonly Message[]): void {
    for (const message of messages) {
      const passed = message.timestamp - (this.#last ?? message.timestamp);
      if (passed > 0 && passed < 60_000) this.clock.advance(passed);
      this.#last = message.timestamp;
      this.input.message(message);
    }
  }

  get codecs(): string[] | undefined {
    return this.tracks?.map(({ config }) => config.codec);
  }

  /** Presentation times of a track in milliseconds. */
  times(track: number): number[] {
    const { clockRate } = this.tracks![track];
    return this.units[track].units.map(({ pts }) => Math.round(pts * 1000 / clockRate));
  }
}

/** The clip again and again, for that many milliseconds. */
function loop(clip: Clip, length: number): Clip {
  const { units, clockRate } = clip, step = units[1].dts - units[0].dts;
  const period = units.at(-1)!.dts - units[0].dts + step;
  const rounds = Math.ceil(length * clockRate / 1000 / period);
  const shifted = Array.from(
    { length: rounds },
    (_, i) =>
      units.map((unit) => ({ ...unit, pts: unit.pts + i * period, dts: unit.dts + i * period })),
  );
  return { ...clip, units: shifted.flat() };
}

const video = loop(CLIPS.h264, 4000), audio = loop(CLIPS.aac, 4000);

Deno.test("to stream: with metadata it begins once all announced tracks are known, and loses nothing", () => {
  const scene = new Scene(), { metadata, headers, frames } = messagesOf([video, audio]);
  scene.send([metadata, ...headers, ...frames.filter(({ timestamp }) => timestamp < 150)]);
  assert.equal(scene.tracks, undefined);
  scene.send(frames.filter(({ timestamp }) => timestamp >= 150));
  assert.deepEqual(scene.codecs, ["H264", "MPEG-4 Audio"]);
  assert.equal(scene.units[0].units.length, video.units.length);
  assert.equal(scene.units[1].units.length, audio.units.length);
  const [first] = scene.units[0].units, [unit] = video.units;
  assert.deepEqual(first.payload.map((part) => [...part]), unit.payload.map((part) => [...part]));
  assert.equal(first.pts - first.dts, unit.pts - unit.dts);
  assert.deepEqual(scene.tracks!.map(({ clockRate }) => clockRate), [90000, audio.clockRate]);
});

Deno.test("to stream: sound has times without gaps, though its timestamps are in milliseconds", () => {
  const scene = new Scene(), { metadata, headers, frames } = messagesOf([audio]);
  scene.send([metadata, ...headers, ...frames]);
  const { units } = scene.units[0];
  for (let i = 1; i < units.length; i++) assert.equal(units[i].pts - units[i - 1].pts, 1024);
});

const detections: readonly (readonly [string, (scene: Scene) => void, string[], number])[] = [
  [
    "without metadata after two seconds",
    (scene) => {
      const { headers, frames } = messagesOf([video, audio]);
      scene.send([...headers, ...frames.filter(({ timestamp }) => timestamp < 2100)]);
    },
    ["H264", "MPEG-4 Audio"],
    0,
  ],
  [
    "video only, though sound is announced",
    (scene) => {
      const { metadata } = messagesOf([video, audio]), { headers, frames } = messagesOf([video]);
      scene.send([metadata, ...headers, ...frames]);
    },
    ["H264"],
    0,
  ],
  [
    "sound only",
    (scene) => {
      const { metadata, headers, frames } = messagesOf([audio]);
      scene.send([metadata, ...headers, ...frames]);
    },
    ["MPEG-4 Audio"],
    0,
  ],
  [
    "sound that begins 10 s late is told of once, and left out",
    (scene) => {
      const picture = messagesOf([loop(CLIPS.h264, 12_000)]), late = messagesOf([audio], 10_000);
      const all = [...picture.frames, ...late.headers, ...late.frames];
      scene.send([...picture.headers, ...all.sort((a, b) => a.timestamp - b.timestamp)]);
    },
    ["H264"],
    1,
  ],
  [
    "a track that metadata leave out",
    (scene) => {
      const { metadata } = messagesOf([video]), { headers, frames } = messagesOf([video, audio]);
      scene.send([metadata, ...headers, ...frames]);
    },
    ["H264", "MPEG-4 Audio"],
    0,
  ],
];

for (const [name, send, codecs, warnings] of detections) {
  Deno.test(`to stream: ${name}`, () => {
    const scene = new Scene();
    send(scene);
    assert.deepEqual(scene.codecs, codecs);
    assert.equal(scene.log.lines.filter((line) => line.startsWith("WAR")).length, warnings);
    assert.ok(scene.units.every(({ units }) => units.length > 10));
  });
}

/** The same with other timestamps. */
function shifted(messages: readonly Message[], by: number, from: number): Message[] {
  return messages.map((message) =>
    message.timestamp < from ? message : { ...message, timestamp: (message.timestamp + by) >>> 0 }
  );
}

for (const [name, by] of [["forwards", 7_200_000], ["back", -1_000_000]] as const) {
  Deno.test(`to stream: timestamps that jump ${name}: readers go on, sound and picture together`, () => {
    const scene = new Scene(), from = 2_000_000;
    const { metadata, headers, frames } = messagesOf([video, audio], from);
    scene.send([metadata, ...headers, ...shifted(frames, by, from + 2500)]);
    const ends = scene.units.map((_, track) => {
      const times = scene.times(track).toSorted((a, b) => a - b);
      for (let i = 1; i < times.length; i++) {
        assert.ok(times[i] - times[i - 1] < 200, `a hole behind ${times[i - 1]}`);
      }
      return times.at(-1)!;
    });
    assert.ok(Math.abs(ends[0] - ends[1]) < 200, `${ends}`);
    assert.equal(scene.log.lines.filter((line) => line.includes("jumped")).length, 1);
  });
}

Deno.test("to stream: timestamps that wrap go on", () => {
  const scene = new Scene();
  const { metadata, headers, frames } = messagesOf([video, audio], 0x1_0000_0000 - 2000);
  scene.send([metadata, ...headers, ...frames]);
  assert.equal(scene.units[0].units.length, video.units.length);
  assert.ok(scene.times(0).at(-1)! > 3000);
});

Deno.test("to stream: another header in mid-stream is another config of the units behind it", () => {
  const scene = new Scene(), { metadata, headers, frames } = messagesOf([video]);
  scene.send([metadata, ...headers, ...frames.slice(0, 40)]);
  const [header] = headers, other = header.body.slice();
  // The last byte of the PPS.
  other[other.length - 5] ^= 1;
  scene.send([{ ...header, body: other }, ...frames.slice(40)]);
  const configs = new Set(scene.units[0].units.map(({ config }) => config));
  assert.equal(configs.size, 2);
});

Deno.test("to stream: another codec in mid-stream ends the publisher", () => {
  const scene = new Scene(), { metadata, headers, frames } = messagesOf([video]);
  scene.send([metadata, ...headers, ...frames.slice(0, 40)]);
  const other = messagesOf([CLIPS.h265]).headers;
  assert.throws(() => scene.send(other), /the codec of a track has changed: H264, H265/);
});

Deno.test("to stream: what is damaged is counted, and the rest goes on", () => {
  const scene = new Scene(), { metadata, headers, frames } = messagesOf([video, audio]);
  const damaged = [VIDEO, AUDIO].map((type) => ({
    ...frames[60],
    type,
    body: Uint8Array.of(0xff, 1, 2, 3),
  }));
  scene.send([metadata, ...headers, ...frames.slice(0, 60), ...damaged, ...frames.slice(60)]);
  assert.equal(scene.units[0].units.length, video.units.length);
  assert.equal(scene.stage!.stream.counters.decodeErrors, 2);
  assert.ok(scene.stage!.stream.counters.inboundBytes > 1000);
});
