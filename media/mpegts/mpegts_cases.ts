import { fromHex, noise } from "media/rtp/damage_cases.ts";
import type { TrackConfig } from "media/track.ts";
import type { TsWritten } from "./write/muxer.ts";

/** For tests: the units of one track, times in ticks of 90 kHz. */
export interface TrackCase {
  readonly name: string;
  readonly config: TrackConfig;
  readonly units: readonly Omit<TsWritten, "track" | "config">[];
}

/** Pictures 40 ms apart; `start` and then bytes without start codes in them. */
function pictures(
  ...given: readonly (readonly [start: Uint8Array[], size: number, shown?: number])[]
) {
  return given.map(([start, size, shown], i) => {
    const last = Uint8Array.of(...start.at(-1)!, ...noise(size, i + 1).map((byte) => byte | 1));
    const payload = [...start.slice(0, -1), last];
    return { pts: 3600 * (shown ?? i), dts: 3600 * i, randomAccess: i === 0, payload };
  });
}

/** Frames of sound one behind the other, `ticks` long. */
function sound(ticks: number, frames: readonly Uint8Array[]) {
  return frames.map((frame, i) => {
    const pts = Math.round(i * ticks);
    return { pts, dts: pts, randomAccess: true, payload: [frame] };
  });
}

/** A frame of `size` bytes that begins with a header. */
function frame(header: string, size: number, seed = 1): Uint8Array {
  const bytes = noise(size, seed);
  bytes.set(fromHex(header));
  return bytes;
}

const SPS = fromHex("6764000dacd94141fb011000000300100000030320f1429960");
const PPS = fromHex("68ebe3cb22c0");
const H264 = { codec: "H264", sps: SPS, pps: PPS } as const;
const IDR = [SPS, PPS, fromHex("6588")], SLICE = [fromHex("4188")];

const VPS5 = fromHex("40010c01ffff01600000030090000003000003003c959809");
const SPS5 = fromHex(
  "42010101600000030090000003000003003ca00a080f165959a4932bc05a020000030002000003003210",
);
const PPS5 = fromHex("4401c172b46240");
const H265 = { codec: "H265", vps: VPS5, sps: SPS5, pps: PPS5 } as const;

const MPEG4 = fromHex(
  "000001b0f1000001b5a913000001000000012008d48d0800cd0a041e14103f000001b24c61766335392e33372e313030",
);
const VOP = "000001b6";
const SEQUENCE = "000001b31400f0133fffe018000001b5148200010000000001b8000800400000010000";

export const trackCases: readonly TrackCase[] = [
  {
    name: "H264, the second picture shown last",
    config: H264,
    units: pictures([IDR, 1000, 1], [SLICE, 170, 3], [[fromHex("0188")], 10]),
  },
  {
    name: "H264, longer than a length",
    config: H264,
    units: pictures([IDR, 70000], [SLICE, 66000]),
  },
  {
    name: "H265",
    config: H265,
    units: pictures([[VPS5, SPS5, PPS5, fromHex("2601af")], 500], [[fromHex("0201d0")], 180]),
  },
  {
    name: "MPEG-2 video",
    config: { codec: "MPEG-1/2 Video" },
    units: pictures([[fromHex(SEQUENCE + "000fffb8")], 900], [
      [fromHex("000001000057fffb80")],
      300,
    ]),
  },
  {
    name: "MPEG-4 video",
    config: { codec: "MPEG-4 Video", config: MPEG4 },
    units: pictures([[Uint8Array.of(...MPEG4, ...fromHex(VOP + "10"))], 900], [
      [fromHex(VOP + "56")],
      200,
    ]),
  },
  {
    name: "AAC",
    config: { codec: "MPEG-4 Audio", config: fromHex("1190"), sampleRate: 48000, channels: 2 },
    units: sound(1920, [300, 1, 170, 171, 8000].map((size) => noise(size))),
  },
  {
    name: "MP3",
    config: { codec: "MPEG-1/2 Audio" },
    units: sound(1152 * 90000 / 44100, [1, 2, 3].map((seed) => frame("fffb9000", 417, seed))),
  },
  {
    name: "AC-3",
    config: { codec: "AC3", sampleRate: 48000, channels: 1 },
    units: sound(2880, [1, 2, 3].map((seed) => frame("0b770000004020", 128, seed))),
  },
  {
    name: "Opus",
    config: { codec: "Opus", channels: 2 },
    units: sound(1800, [2, 254, 255, 256, 510, 1275].map((size) => frame("fc", size))),
  },
  {
    name: "Opus, 5.1",
    config: { codec: "Opus", channels: 6 },
    units: sound(1800, [frame("fc", 800), frame("fc", 900)]),
  },
  {
    name: "KLV",
    config: { codec: "KLV" },
    units: sound(9000, [frame("060e2b34", 20), frame("060e2b34", 3000)]),
  },
];
