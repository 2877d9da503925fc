import { concat } from "media/bytes.ts";
import { buildJpegHeader, END_OF_IMAGE } from "media/codecs/mjpeg/header.ts";
import type { RtpFormat, TrackConfig } from "media/track.ts";
import { noise } from "../damage_cases.ts";

/** For tests: units of one track, in the shape of `AccessUnit.payload`, that survive being packed. */
export interface Case {
  readonly name: string;
  readonly config: TrackConfig;
  readonly rtp: RtpFormat;
  readonly units: readonly (readonly Uint8Array[])[];
  /** Which units inspectors take for random access; all of them where absent. */
  readonly randomAccess?: readonly boolean[];
}

/** For tests: a format as publishers announce it. */
export function format(clockRate: number, fmtp: Record<string, string> = {}): RtpFormat {
  return { payloadType: 96, clockRate, fmtp: new Map(Object.entries(fmtp)) };
}

/** For tests: noise of `length` bytes behind `first`. Noise has no start codes that matter to anybody. */
export function part(first: readonly number[], length: number): Uint8Array {
  const bytes = noise(length, length).map((byte) => byte | 4);
  bytes.set(first);
  return bytes;
}

/** For tests: a JPEG image with noise for its scan. */
function jpeg(type: 0 | 1, restartInterval: number, length: number): Uint8Array {
  const quantization = [noise(64, 1), noise(64, 2)] as const;
  const header = buildJpegHeader({ type, width: 640, height: 360, quantization, restartInterval });
  return concat([header, part([], length), END_OF_IMAGE]);
}

export const cases: readonly Case[] = [
  {
    name: "H264",
    config: { codec: "H264" },
    rtp: format(90000),
    units: [
      [part([0x67], 20), part([0x68], 6), part([0x65, 0x9a], 5000), part([0x65, 0x9a], 255)],
      [part([0x41, 0x9a], 300)],
      [part([0x06], 20), part([0x01, 0x9a], 256), part([0x01, 0x9a], 257), part([0x01, 0x9a], 258)],
      [part([0x65], 1)],
      Array.from({ length: 60 }, (_, i) => part([0x41, 0x9a], 2 + 10 * i)),
    ],
    randomAccess: [true, false, false, true, false],
  },
  {
    name: "H265",
    config: { codec: "H265" },
    rtp: format(90000),
    units: [
      [
        part([0x40, 1], 24),
        part([0x42, 1], 40),
        part([0x44, 1], 8),
        part([0x4e, 1], 50),
        part([0x26, 1, 0xaf], 6000),
      ],
      [part([0x02, 1, 0xaf], 400)],
      [part([0x2a, 1, 0xaf], 255), part([0x2a, 2], 256), part([0x2a, 1, 0xaf], 257)],
      [part([0x02, 2], 3), part([0x02, 9], 3)],
      Array.from({ length: 60 }, (_, i) => part([0x02, 1, 0xaf], 3 + 10 * i)),
    ],
    randomAccess: [true, false, true, false, false],
  },
  {
    name: "VP8",
    config: { codec: "VP8" },
    rtp: format(90000),
    units: [[part([0x10], 4000)], [part([0x11], 255)], [part([0x11], 256)], [part([0x10], 1)]],
    randomAccess: [true, false, false, true],
  },
  {
    name: "VP9",
    config: { codec: "VP9", profile: 0 },
    rtp: format(90000),
    units: [
      [part([0x82, 0x49, 0x83, 0x42, 0x00, 0x27, 0xf0, 0x16, 0x70], 4000)],
      [part([0x86], 253)],
      [part([0x86], 254)],
      [part([0x86], 1)],
      [part([0x82, 0x49, 0x83, 0x42, 0x00, 0x27, 0xf0, 0x16, 0x70], 245)],
    ],
    randomAccess: [true, false, false, false, true],
  },
  {
    name: "AV1",
    config: { codec: "AV1" },
    rtp: format(90000),
    units: [
      [part([0x08, 0, 0, 0], 14), part([0x30, 0x10], 3000)],
      [part([0x30, 0x30], 253), part([0x34, 0x08, 0x30], 254)],
      [part([0x30, 0x30], 252)],
      [part([0x30], 1)],
      Array.from({ length: 60 }, (_, i) => part([0x30, 0x30], 2 + 10 * i)),
      [part([0x08, 0, 0, 0], 14), part([0x28, 1], 20), part([0x30, 0x10], 200)],
    ],
    randomAccess: [true, false, false, false, false, true],
  },
  {
    name: "M-JPEG",
    config: { codec: "M-JPEG" },
    rtp: format(90000),
    units: [[jpeg(0, 0, 4000)], [jpeg(1, 4, 100)], [jpeg(1, 0, 256)]],
  },
  {
    name: "MPEG video",
    config: { codec: "MPEG-1/2 Video" },
    rtp: format(90000),
    units: [
      [concat([
        part([0, 0, 1, 0xb3], 12),
        part([0, 0, 1, 0xb8], 8),
        part([0, 0, 1, 0, 0, 0x0f, 0xff, 0xf8], 8),
        part([0, 0, 1, 1], 300),
        part([0, 0, 1, 2], 3000),
        ...Array.from({ length: 60 }, (_, i) => part([0, 0, 1, 3 + i], 5 + 10 * i)),
      ])],
      [concat([part([0, 0, 1, 0, 0, 0x57, 0xff, 0xf9, 0x80], 9), part([0, 0, 1, 1], 243)])],
      [concat([part([0, 0, 1, 0, 0, 0x57, 0xff, 0xf9, 0x80], 9), part([0, 0, 1, 1], 244)])],
      [concat([
        part([0, 0, 1, 0xb3], 12),
        part([0, 0, 1, 0, 0, 0x0f, 0xff, 0xf8], 8),
        part([0, 0, 1, 1], 30),
        part([0, 0, 1, 0, 0, 0x17, 0xff, 0xf8], 8),
        part([0, 0, 1, 1], 30),
        part([0, 0, 1, 0xb7], 4),
      ])],
    ],
    randomAccess: [true, false, false, true],
  },
  {
    name: "MPEG-4 video",
    config: { codec: "MPEG-4 Video" },
    rtp: format(90000),
    units: [
      [part([0, 0, 1, 0xb0, 1, 0, 0, 1, 0xb5, 9, 0, 0, 1, 0xb6, 0x10], 3000)],
      [part([0, 0, 1, 0xb6, 0x50], 256)],
      [part([0, 0, 1, 0xb6, 0x90], 257)],
      [part([0, 0, 1, 0xb3, 0, 0, 0, 1, 0xb6, 0x10], 100)],
    ],
    randomAccess: [true, false, false, true],
  },
  {
    name: "KLV",
    config: { codec: "KLV" },
    rtp: format(90000),
    units: [[noise(20)], [noise(256)], [noise(3000)]],
  },
  {
    name: "G722",
    config: { codec: "G722" },
    rtp: format(8000),
    units: [[noise(160)], [noise(1)]],
  },
  {
    name: "MPEG-4 audio",
    config: {
      codec: "MPEG-4 Audio",
      config: Uint8Array.of(0x12, 0x10),
      sampleRate: 44100,
      channels: 2,
    },
    rtp: format(44100),
    units: [[noise(200)], [noise(251)], [noise(252)], [noise(253)], [noise(8191)], [noise(1)]],
  },
  {
    name: "MPEG-4 audio with fields of its own",
    config: {
      codec: "MPEG-4 Audio",
      config: Uint8Array.of(0x12, 0x10),
      sampleRate: 44100,
      channels: 2,
    },
    rtp: format(44100, { sizelength: "21", indexlength: "0", indexdeltalength: "2" }),
    units: [[noise(250)], [noise(9000)], [noise(1)]],
  },
  {
    name: "MPEG-4 audio as LATM",
    config: {
      codec: "MPEG-4 Audio LATM",
      aac: {
        codec: "MPEG-4 Audio",
        config: Uint8Array.of(0x12, 0x10),
        sampleRate: 44100,
        channels: 2,
      },
    },
    rtp: format(44100),
    units: [[noise(200)], [noise(254)], [noise(255)], [noise(256)], [noise(8191)], [noise(1)]],
  },
  {
    name: "MPEG audio",
    config: { codec: "MPEG-1/2 Audio" },
    rtp: format(90000),
    units: [
      [part([0xff, 0xfb, 0xe0, 0x04], 1044)],
      [part([0xff, 0xfb, 0x90, 0x04], 417)],
      [part([0xff, 0xfd, 0xe4, 0x04], 1152)],
      [part([0xff, 0xf3, 0x14, 0x04], 24)],
    ],
  },
  {
    name: "AC-3",
    config: { codec: "AC3", sampleRate: 48000, channels: 6 },
    rtp: format(48000),
    units: [
      [part([0x0b, 0x77, 0, 0, 0x1e, 0x40, 0xe1], 1792)],
      [part([0x0b, 0x77, 0, 0, 0x00, 0x40, 0x40], 128)],
    ],
  },
  {
    name: "Opus",
    config: { codec: "Opus", channels: 2 },
    rtp: format(48000),
    units: [[part([0xfc], 200)], [part([0xfc], 1)]],
  },
  {
    name: "G711 in stereo",
    config: { codec: "G711", muLaw: true, sampleRate: 16000, channels: 2 },
    rtp: format(16000),
    units: [[noise(160)], [noise(2)]],
  },
  {
    name: "LPCM",
    config: { codec: "LPCM", bitDepth: 24, sampleRate: 48000, channels: 2 },
    rtp: format(48000),
    units: [[noise(252)], [noise(6)]],
  },
];
