import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import type { TrackConfig } from "media/track.ts";
import { type FlvEvent, FlvReader } from "../reader.ts";
import ffmpeg from "../vectors/ffmpeg.json" with { type: "json" };
import { writeConfig, writeEnd, writeFrame } from "./message.ts";
import { type FlvTrack, flvTrack } from "./track.ts";

/** What is read from FFmpeg's messages and written again, beside what was sent. */
function* rewritten(messages: readonly string[]) {
  const reader = new FlvReader(), tracks = new Map<string, FlvTrack>();
  for (const [i, text] of messages.entries()) {
    const [kind, sent] = text.split(" ");
    if (kind !== "video" && kind !== "audio") continue;
    const events = reader[kind](fromHex(sent));
    assert.ok(!isMalformed(events));
    for (const event of events) {
      if (event.type === "metadata") continue;
      const name = `${event.kind} ${event.track}`;
      if (event.type === "config") {
        tracks.set(name, flvTrack(event.config, event.track)!);
      }
      const written = write(tracks.get(name)!, event, keyFrameIn(messages.slice(i + 1)));
      if (written) yield { event, sent, written: toHex(written) };
    }
  }
}

function write(track: FlvTrack, event: FlvEvent, keyFrame: Uint8Array[]): Uint8Array | undefined {
  if (event.type === "end") return writeEnd(track);
  if (event.type === "frame") return concat(writeFrame(track, event));
  const written = writeConfig(track, keyFrame);
  assert.ok(!isMalformed(written));
  return written;
}

/** The first frame of VP9. */
function keyFrameIn(messages: readonly string[]): Uint8Array[] {
  const found = messages.find((text) => text.startsWith("video 9176703039"));
  return found ? [fromHex(found.slice("video 9176703039".length))] : [];
}

/** FFmpeg's bytes as ours would be: what Opus leaves out at the start, the marker of FLAC, no temporal delimiters. */
function asOurs(sent: string): string {
  const text = sent.replace(/^((?:90|9500)4f707573.*?4f707573486561640[0-9]0[0-9])3801/, "$1000f")
    .replace(/^(90664c6143)(?!664c6143)/, "$1664c614380000022");
  return text.replace(/^(.161763031)1200/, "$1");
}

/** All messages of the vectors but for metadata, empty ones and orders of channels. */
const COUNT = 46;

Deno.test("FLV: what was read from FFmpeg is written as FFmpeg did", () => {
  let count = 0;
  for (const { name, sender, messages } of ffmpeg) {
    for (const { event, sent, written } of rewritten(messages)) {
      assert.equal(written, asOurs(sent), `${name} of ${sender}: ${event.type} ${event.kind}`);
      count++;
    }
  }
  assert.equal(count, COUNT);
});

const H264 = {
  codec: "H264",
  sps: fromHex("6742c01eda01e0089f961000"),
  pps: fromHex("68ce06"),
} as const;
const H265 = { codec: "H265" } as const, AV1 = { codec: "AV1" } as const;
const nal = (hex: string, compositionTime = 0, randomAccess = true) => ({
  payload: hex.split(" ").map((text) => fromHex(text)),
  compositionTime,
  randomAccess,
});
const AAC = {
  codec: "MPEG-4 Audio",
  config: fromHex("1190"),
  sampleRate: 48000,
  channels: 2,
} as const;
const g711 = { codec: "G711", muLaw: true, sampleRate: 8000, channels: 1 } as const;
const lpcm = { codec: "LPCM", bitDepth: 16, sampleRate: 44100, channels: 2 } as const;
const MP3 = { codec: "MPEG-1/2 Audio" } as const;
const AC3 = { codec: "AC3", sampleRate: 48000, channels: 2 } as const;

const frames: readonly {
  track: [TrackConfig, number?];
  frame: Parameters<typeof writeFrame>[1];
  bytes: string;
}[] = [
  { track: [H264], frame: nal("6588 06", 40), bytes: "17 01 000028 00000002 6588 00000001 06" },
  { track: [H264], frame: nal("41", -1, false), bytes: "27 01 ffffff 00000001 41" },
  { track: [H264], frame: nal("41", 9e6, false), bytes: "27 01 7fffff 00000001 41" },
  { track: [H264], frame: nal("41", -9e6, false), bytes: "27 01 800000 00000001 41" },
  { track: [H264, 3], frame: nal("65", 40), bytes: "96 01 61766331 03 000028 00000001 65" },
  { track: [H264, 3], frame: nal("65"), bytes: "96 03 61766331 03 00000001 65" },
  { track: [H265], frame: nal("2601", 40), bytes: "91 68766331 000028 00000002 2601" },
  { track: [H265], frame: nal("0201", 0, false), bytes: "a3 68766331 00000002 0201" },
  { track: [AV1], frame: nal("0801 3010"), bytes: "91 61763031 0a01 01 3201 10" },
  { track: [AV1], frame: nal("340010"), bytes: "91 61763031 3600 01 10" },
  { track: [AV1, 1], frame: nal("30", 40), bytes: "96 01 61763031 01 3200" },
  { track: [{ codec: "VP9" }], frame: nal("824983"), bytes: "91 76703039 824983" },
  { track: [AAC], frame: nal("21"), bytes: "af 01 21" },
  { track: [AAC, 1], frame: nal("21"), bytes: "95 01 6d703461 01 21" },
  { track: [MP3], frame: nal("fffb90c4"), bytes: "2e fffb90c4" },
  { track: [MP3], frame: nal("fff39004"), bytes: "2b fff39004" },
  { track: [MP3], frame: nal("ffe39004"), bytes: "27 ffe39004" },
  { track: [MP3], frame: nal("ff"), bytes: "2f ff" },
  { track: [MP3, 1], frame: nal("ff"), bytes: "95 01 2e6d7033 01 ff" },
  { track: [AC3], frame: nal("0b77"), bytes: "91 61632d33 0b77" },
  { track: [{ codec: "Opus", channels: 2 }], frame: nal("08"), bytes: "91 4f707573 08" },
  { track: [g711], frame: nal("d5"), bytes: "82 d5" },
  { track: [{ ...g711, muLaw: false, channels: 2 }], frame: nal("d5d5"), bytes: "73 d5d5" },
  { track: [lpcm], frame: nal("01020304"), bytes: "3f 02010403" },
];

Deno.test("FLV: frames by hand", () => {
  for (const { track, frame, bytes } of frames) {
    const written = concat(writeFrame(flvTrack(...track)!, frame));
    assert.equal(toHex(written), bytes.replaceAll(" ", ""));
  }
});

Deno.test("FLV: the payload is not copied", () => {
  for (const { track, frame } of frames) {
    if (track[0].codec === "LPCM") continue;
    const parts = writeFrame(flvTrack(...track)!, frame);
    const own = new Set(frame.payload.map(({ buffer }) => buffer));
    const views = parts.filter(({ buffer }) => own.has(buffer as ArrayBuffer));
    assert.equal(views.length, frame.payload.length, track[0].codec);
  }
});

Deno.test("FLV: what it cannot carry", () => {
  const configs: [TrackConfig, number?][] = [
    [{ codec: "VP8" }],
    [{ codec: "M-JPEG" }],
    [{ codec: "KLV" }],
    [g711, 1],
    [lpcm, 1],
    [{ ...g711, sampleRate: 16000 }],
    [{ ...g711, channels: 3 }],
    [{ ...lpcm, sampleRate: 48000 }],
    [{ ...lpcm, bitDepth: 24 }],
    [{ ...lpcm, channels: 6 }],
  ];
  for (const config of configs) assert.equal(flvTrack(...config), undefined);
});

Deno.test("FLV: headers that are missing, and those that have to wait", () => {
  const of = (config: TrackConfig) => writeConfig(flvTrack(config)!);
  for (const config of [MP3, AC3, g711, lpcm] as const) {
    assert.equal(of(config), undefined);
  }
  const waiting: TrackConfig[] = [
    { codec: "H264" },
    { codec: "H264", sps: H264.sps },
    { ...H264, sps: fromHex("6742") },
    H265,
    AV1,
    { codec: "AV1", sequenceHeader: fromHex("08") },
    { codec: "VP9" },
  ];
  for (const config of waiting) assert.ok(isMalformed(of(config)), config.codec);
  const vp9 = flvTrack({ codec: "VP9" })!;
  assert.ok(isMalformed(writeConfig(vp9, [fromHex("8600")])), "not a key frame");
});

Deno.test("FLV: the end of a sequence", () => {
  const end = (config: TrackConfig, id?: number) => {
    const bytes = writeEnd(flvTrack(config, id)!);
    return bytes && toHex(bytes);
  };
  assert.equal(end(H264), "1702000000");
  assert.equal(end(H265), "9268766331");
  assert.equal(end(H264, 2), "96026176633102");
  assert.equal(end({ codec: "Opus", channels: 1 }), "924f707573");
  assert.equal(end(AAC), undefined);
});

Deno.test("FLV: damaged parameter sets give a header or none", () => {
  for (const { messages } of ffmpeg) {
    for (const { event } of rewritten(messages)) {
      if (event.type !== "config") continue;
      for (const [name, value] of Object.entries(event.config)) {
        if (!(value instanceof Uint8Array)) continue;
        for (const bytes of damaged(value)) {
          const track = flvTrack({ ...event.config, [name]: bytes }, 0)!;
          const written = writeConfig(track);
          assert.ok(isMalformed(written) || written!.length >= 2);
        }
      }
    }
  }
});

const bytes = (minLength: number) => fc.uint8Array({ minLength, maxLength: 40 });
const anyTrack = fc.record({
  config: fc.constantFrom<TrackConfig>(H264, H265, { codec: "VP9" }, MP3),
  id: fc.integer({ min: 0, max: 255 }),
});

Deno.test("FLV: what is written is read again", () => {
  const time = fc.integer({ min: -0x800000, max: 0x7fffff });
  fc.assert(
    fc.property(
      anyTrack,
      fc.array(bytes(1), { minLength: 1, maxLength: 5 }),
      time,
      (t, units, time) => {
        const nals = t.config.codec.startsWith("H26");
        const payload = nals ? units : units.slice(0, 1), compositionTime = nals ? time : 0;
        const track = flvTrack(t.config, t.id)!;
        const written = concat(
          writeFrame(track, { payload, compositionTime, randomAccess: false }),
        );
        const events = new FlvReader()[track.kind](written);
        assert.ok(!isMalformed(events));
        const frame = events.at(-1)!;
        assert.ok(frame.type === "frame");
        assert.deepEqual(frame.payload, payload);
        assert.equal(frame.compositionTime, compositionTime);
        assert.equal(frame.track, t.id);
      },
    ),
  );
});

Deno.test("FLV: Opus of one to eight channels", () => {
  for (let channels = 1; channels <= 8; channels++) {
    const config = { codec: "Opus", channels } as const;
    const written = writeConfig(flvTrack(config)!) as Uint8Array;
    const [event] = new FlvReader().audio(written) as FlvEvent[];
    assert.ok(event.type === "config");
    assert.deepEqual(event.config, config);
  }
});
