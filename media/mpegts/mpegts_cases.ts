import { noise } from "media/rtp/damage_cases.ts";
import { fromHex } from "media/rtp/damage_cases.ts";
import type { TrackConfig } from "media/track.ts";
import type { TsWritten } from "./write/muxer.ts";

/** For tests: the units of one track, times in ticks of 90 kHz. */
export interface TrackCase {
  readonly name: string;
  readonly config: TrackConfig;
  readonly units: readonly Omit<TsWritten, "track" | "config">[];
}

const SPS = fromHex("6764000dacd94141fb011000000300100000030320f1429960");
const PPS = fromHex("68ebe3cb22c0");

function picture(header: number, size: number, at: number, shown = at) {
  const randomAccess = header === 0x65;
  const slice = Uint8Array.of(header, 0x88, ...noise(size, at).map((byte) => byte | 1));
  const payload = randomAccess ? [SPS, PPS, slice] : [slice];
  return { pts: shown, dts: at, randomAccess, payload };
}

function sound(size: number, at: number) {
  return { pts: at, dts: at, randomAccess: true, payload: [noise(size, at)] };
}

export const trackCases: readonly TrackCase[] = [
  {
    name: "H264, the second picture shown last",
    config: { codec: "H264", sps: SPS, pps: PPS },
    units: [
      picture(0x65, 1000, 0, 3600),
      picture(0x41, 170, 3600, 10800),
      picture(0x01, 10, 7200),
    ],
  },
  {
    name: "H264, longer than a length",
    config: { codec: "H264", sps: SPS, pps: PPS },
    units: [picture(0x65, 70000, 0), picture(0x41, 66000, 3600)],
  },
  {
    name: "AAC",
    config: {
      codec: "MPEG-4 Audio",
      config: fromHex("1190"),
      sampleRate: 48000,
      channels: 2,
    },
    units: [sound(300, 0), sound(1, 1920), sound(170, 3840), sound(171, 5760)],
  },
];
