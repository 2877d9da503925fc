import assert from "node:assert/strict";
import { readAmf0 } from "media/amf/read.ts";
import { amfObject, type AmfValue, EcmaArray } from "media/amf/value.ts";
import { writeAmf0 } from "media/amf/write.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import type { TrackConfig } from "media/track.ts";
import { type FlvMetadata, readMetadata } from "./metadata.ts";
import { FlvReader } from "./reader.ts";
import ffmpeg from "./vectors/ffmpeg.json" with { type: "json" };
import { writeMetadata } from "./write/metadata.ts";
import { flvTrack } from "./write/track.ts";

const of = (properties: Record<string, AmfValue>) =>
  readMetadata(["onMetaData", amfObject(properties)]);
const tracks = ({ video, audio }: FlvMetadata) => ({ video, audio });

const cases: readonly {
  name: string;
  properties: Record<string, AmfValue>;
  video: unknown;
  audio: unknown;
}[] = [
  { name: "nothing", properties: {}, video: [], audio: [] },
  {
    name: "numbers",
    properties: { videocodecid: 7, audiocodecid: 10 },
    video: [{ id: 0, codec: "H264" }],
    audio: [{ id: 0, codec: "MPEG-4 Audio" }],
  },
  {
    name: "FourCCs as numbers",
    properties: { videocodecid: 0x68766331, audiocodecid: 0x4f707573 },
    video: [{ id: 0, codec: "H265" }],
    audio: [{ id: 0, codec: "Opus" }],
  },
  {
    name: "FourCCs as text",
    properties: { videocodecid: "avc1", audiocodecid: "mp4a" },
    video: [{ id: 0, codec: "H264" }],
    audio: [{ id: 0, codec: "MPEG-4 Audio" }],
  },
  {
    name: "zeros and other values",
    properties: { videocodecid: 0, audiocodecid: null },
    video: [],
    audio: [],
  },
  {
    name: "codecs that are not known",
    properties: { videocodecid: 2, audiocodecid: ".foo" },
    video: [{ id: 0 }],
    audio: [{ id: 0 }],
  },
  {
    name: "further tracks, with a codec of their own or that of the first",
    properties: {
      videocodecid: 7,
      videoTrackIdInfoMap: amfObject({
        0: amfObject({ videocodecid: "av01" }),
        1: amfObject({ videocodecid: "av01" }),
        2: amfObject({ width: 640 }),
        256: amfObject({}),
        x: amfObject({}),
        3: null,
      }),
      audioTrackIdInfoMap: new EcmaArray([["1", amfObject({ audiocodecid: 10 })]]),
    },
    video: [
      { id: 0, codec: "H264" },
      { id: 1, codec: "AV1" },
      { id: 2, codec: "H264" },
      { id: 3, codec: "H264" },
    ],
    audio: [{ id: 1, codec: "MPEG-4 Audio" }],
  },
];

Deno.test("FLV metadata: tracks are announced", () => {
  for (const { name, properties, video, audio } of cases) {
    const answer = of(properties) as FlvMetadata;
    // Keys that are numbers come first and ascending in a record.
    assert.deepEqual(tracks(answer), { video, audio }, name);
  }
});

Deno.test("FLV metadata: other messages, and none", () => {
  const properties = amfObject({ videocodecid: 7 });
  assert.ok(readMetadata(["@setDataFrame", "onMetaData", properties]) instanceof Object);
  for (const values of [[], ["onFI", properties], ["@setDataFrame"], [properties]]) {
    assert.equal(readMetadata(values), undefined);
  }
  for (const values of [["onMetaData"], ["onMetaData", null], ["onMetaData", [1]]]) {
    assert.ok(isMalformed(readMetadata(values)));
  }
});

Deno.test("FLV metadata: what FFmpeg sends, damaged as well", () => {
  const messages = ffmpeg.flatMap(({ messages }) => messages).filter((m) => m.startsWith("data "));
  const announced = messages.map((text) => {
    const bytes = fromHex(text.slice("data ".length));
    for (const message of damaged(bytes)) {
      const values = readAmf0(message);
      if (!isMalformed(values)) readMetadata(values);
    }
    const { video, audio } = readMetadata(readAmf0(bytes) as AmfValue[]) as FlvMetadata;
    return [...video, ...audio].map(({ codec }) => codec).join(" ");
  });
  const expected = ["H264 MPEG-4 Audio", "H265", "AV1", "VP9", "Opus", "FLAC", "AC3"];
  assert.deepEqual(announced, [...expected, "H264 MPEG-4 Audio"]);
});

/** The configs of the messages of a vector. */
function configsOf(name: string): TrackConfig[] {
  const reader = new FlvReader();
  return ffmpeg.find((vector) => vector.name === name)!.messages.flatMap((text) => {
    const [kind, hex] = text.split(" ");
    const events = kind === "data" ? [] : reader[kind as "audio" | "video"](fromHex(hex));
    assert.ok(!isMalformed(events));
    return events.flatMap((event) => event.type === "config" ? [event.config] : []);
  });
}

Deno.test("FLV metadata: what is written", () => {
  const [h264, h265, aac, opus] = configsOf("multi");
  const written = writeMetadata([
    flvTrack(h264)!,
    flvTrack(h265, 1)!,
    flvTrack(aac)!,
    flvTrack(opus, 1)!,
  ]);
  const size = { width: 64, height: 48, framerate: 25 };
  const sound = { audiosamplerate: 48000, audiosamplesize: 16, stereo: false };
  const other = (value: Record<string, AmfValue>) => amfObject({ 1: amfObject(value) });
  assert.deepEqual(
    written,
    new EcmaArray(Object.entries<AmfValue>({
      ...size,
      videocodecid: 7,
      videoTrackIdInfoMap: other({ ...size, videocodecid: 0x68766331 }),
      ...sound,
      audiocodecid: 10,
      audioTrackIdInfoMap: other({ ...sound, audiocodecid: 0x4f707573 }),
    })),
  );
});

Deno.test("FLV metadata: what is written is read again", () => {
  const [av1] = configsOf("av1");
  const lists: TrackConfig[][] = [
    [],
    [av1],
    [{ codec: "H264" }, { codec: "MPEG-1/2 Audio" }],
    [{ codec: "VP9" }, { codec: "G711", muLaw: false, sampleRate: 8000, channels: 1 }],
    [{ codec: "LPCM", bitDepth: 16, sampleRate: 22050, channels: 2 }],
    [{ codec: "AC3", sampleRate: 48000, channels: 6 }],
  ];
  for (const configs of lists) {
    const properties = writeMetadata(configs.map((config) => flvTrack(config)!));
    const values = readAmf0(writeAmf0("onMetaData", properties)) as AmfValue[];
    const { video, audio } = readMetadata(values) as FlvMetadata;
    assert.deepEqual(
      [...video, ...audio].map(({ codec }) => codec),
      configs.map(({ codec }) => codec),
    );
  }
});
