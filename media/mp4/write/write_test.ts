import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import type { TrackConfig } from "media/track.ts";
import { VECTORS } from "../read/mp4_cases.ts";
import { payloadOf } from "../read/payload.ts";
import { fragment, type Sample } from "./fragment.ts";
import { initSegment } from "./movie.ts";
import { PlainMovie } from "./plain.ts";
import { samplesOf } from "./sample.ts";
import { inFragments, inOne, read, scenesOf } from "./scene_cases.ts";
import { outputTrack } from "./track.ts";

/** What matters of a file: configs, times from the first on, and bytes. */
function told(bytes: Uint8Array) {
  return read(bytes).map((track) => ({
    config: track.config,
    timescale: track.timescale,
    samples: track.samples.map((sample) => {
      const payload = payloadOf(bytes, track, sample), [first] = track.samples;
      assert.ok(!isMalformed(payload));
      const [data] = samplesOf(track.config!, payload);
      const { pts, dts, duration, randomAccess } = sample;
      return [pts - first.dts, dts - first.dts, duration, randomAccess, concat(data.data).toHex()];
    }),
  }));
}

for (const { name, bytes } of VECTORS) {
  Deno.test(`MP4: ${name} is the same when it was written, whatever the length of runs`, () => {
    const scenes = scenesOf(bytes), expected = told(bytes);
    for (const step of [1, 4, 1000]) {
      assert.deepEqual(told(inFragments(scenes, step)), expected, `fragments of ${step}`);
      assert.deepEqual(told(inOne(scenes, step)), expected, `chunks of ${step}`);
    }
  });
}

Deno.test("MP4: the size of an init segment does not depend on the duration", () => {
  const tracks = scenesOf(VECTORS[0].bytes).map(({ track }) => track);
  const userData = [fromHex("0000000c6d74786900000001")];
  const before = initSegment(tracks, { userData });
  const after = initSegment(tracks, { userData, duration: 86_400_000 });
  assert.equal(before.length, after.length);
  const differ = [...before.keys()].filter((at) => before[at] !== after[at]);
  assert.ok(differ.length > 0 && differ.at(-1)! - differ[0] < 4);
});

const sample = (size: number, duration: number, randomAccess = true, offset = 0) => ({
  size,
  duration,
  randomAccess,
  offset,
  data: [new Uint8Array(size)],
});

/** Bytes of the tables of a fragment beyond those of one with a single sample. */
const CASES: readonly [string, Sample[], number][] = [
  ["all alike", [sample(5, 10), sample(5, 10), sample(5, 10)], 0],
  ["sizes differ", [sample(5, 10), sample(6, 10), sample(7, 10)], 3 * 4 - 4],
  ["a key frame, then others", [sample(5, 10), sample(5, 10, false), sample(5, 10, false)], 4],
  ["key frames among others", [sample(5, 10), sample(5, 10, false), sample(5, 10)], 3 * 4 - 4],
  ["durations differ", [sample(5, 10), sample(5, 11), sample(5, 10)], 3 * 4 - 4],
  ["presented in another order", [sample(5, 10, true, 20), sample(5, 10), sample(5, 10)], 3 * 4],
];

Deno.test("MP4: what samples have in common is said once", () => {
  const size = (samples: readonly Sample[]) =>
    fragment(1, [{ track: 1, dts: 0, samples }]).length -
    samples.reduce((sum, { size }) => sum + size, 0);
  const one = size([sample(5, 10)]);
  for (const [name, samples, more] of CASES) assert.equal(size(samples), one + more, name);
});

Deno.test("MP4: a plain file places its tracks by edits", () => {
  const [{ track }] = scenesOf(VECTORS.find(({ name }) => name === "h264-aac")!.bytes);
  const second = 90000, timescale = second;
  const times = (start: number, dts: number) => {
    const movie = new PlainMovie([{ ...track, timescale, start }]);
    const run = { track: 1, dts, samples: [sample(5, second), sample(5, second, false)] };
    movie.add(run);
    const data = run.samples.flatMap(({ data }) => data);
    return read(concat([...movie.header(), ...data]))[0].samples.map(({ dts }) => dts);
  };
  assert.deepEqual(times(0, 0), [0, second]);
  assert.deepEqual(times(0, second / 2), [second / 2, 1.5 * second], "later than others");
  assert.deepEqual(times(second, 0), [-second, 0], "earlier than what is shown");
});

Deno.test("MP4: a gap between runs makes the sample before it longer", () => {
  const [{ track }] = scenesOf(VECTORS.find(({ name }) => name === "h264-aac")!.bytes);
  const movie = new PlainMovie([track]), data = new Uint8Array(15);
  movie.add({ track: 1, dts: 0, samples: [sample(5, 10), sample(5, 10)] });
  movie.add({ track: 1, dts: 500, samples: [sample(5, 10)] });
  const [{ samples }] = read(concat([...movie.header(), data]));
  assert.deepEqual(samples.map(({ dts, duration }) => [dts, duration]), [[0, 10], [10, 490], [
    500,
    10,
  ]]);
});

Deno.test("MP4: data beyond 4 GB are found by offsets of 64 bits", () => {
  const [{ track }] = scenesOf(VECTORS.find(({ name }) => name === "h264-aac")!.bytes);
  const movie = new PlainMovie([track]), half = 2 ** 31;
  for (let i = 0; i < 3; i++) {
    movie.add({ track: 1, dts: i, samples: [{ ...sample(0, 1), size: half }] });
  }
  const header = concat(movie.header()), text = String.fromCharCode(...header);
  const at = text.indexOf("co64") + 12, view = new DataView(header.buffer, at);
  const offsets = [0, 1, 2].map((i) => Number(view.getBigUint64(8 * i)));
  assert.deepEqual(offsets, [0, half, 2 * half].map((offset) => header.length + offset));
  const size = new DataView(header.buffer).getBigUint64(header.length - 8);
  assert.equal(Number(size), 16 + 3 * half);
  assert.equal(text.slice(-12, -8), "mdat");
});

const AAC = {
  codec: "MPEG-4 Audio",
  config: fromHex("1190"),
  sampleRate: 48000,
  channels: 2,
} as const;

Deno.test("MP4: sound in frames makes as many samples, other units one, and G711 is expanded", () => {
  const hex = (config: TrackConfig, ...payload: string[]) =>
    samplesOf(config, payload.map((text) => fromHex(text)))
      .map(({ data, size }) => {
        assert.equal(size, concat(data).length);
        return concat(data).toHex();
      });
  const h264 = { codec: "H264", sps: fromHex("6742"), pps: fromHex("68") } as const;
  const h265 = {
    codec: "H265",
    vps: fromHex("4001"),
    sps: fromHex("4201"),
    pps: fromHex("4401"),
  } as const;
  assert.deepEqual(hex(AAC, "21", "22"), ["21", "22"]);
  assert.deepEqual(hex({ codec: "MPEG-4 Audio LATM", aac: AAC }, "21", "", "22"), ["21", "22"]);
  assert.deepEqual(hex(h264, "09f0", "6742", "68", "6588"), ["000000026588"]);
  assert.deepEqual(hex(h264, "6743", "6588"), ["00000002674300000002" + "6588"]);
  assert.deepEqual(hex(h264, "09f0"), []);
  assert.deepEqual(hex(h265, "4601", "4001", "4201", "4401", "4402", "2601"), [
    "00000002440200000002" + "2601",
  ]);
  assert.deepEqual(hex({ codec: "G711", muLaw: true, sampleRate: 8000, channels: 1 }, "ff00"), [
    "00008284",
  ]);
  assert.deepEqual(hex({ codec: "LPCM", bitDepth: 16, sampleRate: 8000, channels: 1 }, "0102"), [
    "0102",
  ]);
});

const MPEG2 = "000001b304003023ffffe018000001b5148a00010024000001000800";
const MPEG4 = "000001000000012000c48d8800550204061443";
const G711 = { codec: "G711", muLaw: true, sampleRate: 8000, channels: 2 } as const;

/** Codecs that the reader does not know: what must be in their sample description. */
const ENTRIES: readonly [TrackConfig, string, readonly string[]][] = [
  [{ codec: "MPEG-4 Video" }, `${MPEG4}000001b610`, ["6d703476", "00400030", "2011", MPEG4]],
  [{ codec: "MPEG-4 Video", config: fromHex(MPEG4) }, "000001b610", ["00400030", MPEG4]],
  [{ codec: "MPEG-1/2 Video" }, MPEG2, ["6d703476", "00400030", "6111", MPEG2.slice(0, 44)]],
  [{ codec: "MPEG-1/2 Audio" }, "fffb90c4", ["6d703461", "0001001000000000ac440000", "6b15"]],
  [{ codec: "MPEG-1/2 Audio" }, "fff39004", ["00020010000000005622", "6915"]],
  [{ codec: "MPEG-4 Audio LATM", aac: AAC }, "", ["6d703461", "4015", "05808080021190"]],
  [G711, "", ["6970636d", "000200100000000" + "01f400000", "70636d43000000000010"]],
];

Deno.test("MP4: sample descriptions of codecs that are only written", () => {
  for (const [config, first, parts] of ENTRIES) {
    const track = outputTrack(1, config, 90000, [fromHex(first)]);
    assert.ok(track && !isMalformed(track), config.codec);
    const hex = track.entry.toHex();
    for (const part of parts) assert.ok(hex.includes(part), `${config.codec}: ${part} in ${hex}`);
  }
});

Deno.test("MP4: what it cannot carry, and what is not known yet", () => {
  const unknown: TrackConfig[] = [{ codec: "VP8" }, { codec: "KLV" }, { codec: "G722" }];
  for (const config of unknown) assert.equal(outputTrack(1, config, 90000), undefined);
  const waiting: TrackConfig[] = [
    ...[{ codec: "H264" }, { codec: "H265" }, { codec: "AV1" }, { codec: "VP9" }] as const,
    ...[{ codec: "MPEG-4 Video" }, { codec: "MPEG-1/2 Video" }, { codec: "M-JPEG" }] as const,
    ...[{ codec: "MPEG-1/2 Audio" }, { codec: "AC3", sampleRate: 48000, channels: 2 }] as const,
  ];
  for (const config of waiting) assert.ok(isMalformed(outputTrack(1, config, 90000)), config.codec);
});

Deno.test("MP4: what a track begins with may be damaged", () => {
  for (const [config, first] of ENTRIES) {
    for (const bytes of damaged(fromHex(first))) {
      const track = outputTrack(1, config, 90000, [bytes]);
      if (track && !isMalformed(track)) assert.ok(initSegment([track]).length > track.entry.length);
    }
  }
});
