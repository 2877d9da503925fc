import { isMalformed, type Malformed } from "media/malformed.ts";
import { fromHex } from "media/rtp/damage_cases.ts";
import type { ConfigOf, TrackConfig } from "media/track.ts";
import { readDac3, writeDac3 } from "./ac3/record.ts";
import { parseSyncframe } from "./ac3/syncframe.ts";
import { readAv1C, writeAv1C } from "./av1/record.ts";
import { readDfLa, readFlacHeader, writeDfLa, writeFlacHeader } from "./flac/record.ts";
import { readAvcC, writeAvcC } from "./h264/record.ts";
import { readHvcC, writeHvcC } from "./h265/record.ts";
import type { NalConfig } from "./nal_record.ts";
import { encodeOpusHead, parseOpusHead, readDOps, writeDOps } from "./opus/head.ts";
import { configOfHead, headOfConfig } from "./opus/record.ts";
import { parseFrameHeader } from "./vp9/frame_header.ts";
import { readVpcC, writeVpcC } from "./vp9/record.ts";

/** For tests: a way to write the config of a codec down. */
export interface Format {
  read(bytes: Uint8Array): TrackConfig | Malformed;
  /** `frame`: the one that the track begins with. */
  write(config: TrackConfig, frame: Uint8Array): Uint8Array | Malformed;
}

/** For tests: a configuration record and what it tells. */
export interface RecordCase {
  readonly name: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
  readonly config: TrackConfig;
  /** Where one of these bytes is missing, it cannot be read. */
  readonly needed: number;
  /** For what only frames tell. */
  readonly frame?: Uint8Array;
}

function format<C extends TrackConfig>(
  read: (bytes: Uint8Array) => C | Malformed,
  write: (config: C, frame: Uint8Array) => Uint8Array | Malformed,
): Format {
  return { read, write: (config, frame) => write(config as C, frame) };
}

/** Lengths of four bytes, as they are written. */
function ofNals<C>(read: (bytes: Uint8Array) => NalConfig<C> | Malformed) {
  return (bytes: Uint8Array) => {
    const value = read(bytes);
    return isMalformed(value) ? value : value.config;
  };
}

const avcC = format(ofNals(readAvcC), writeAvcC);
const hvcC = format(ofNals(readHvcC), writeHvcC);
const av1C = format(readAv1C, writeAv1C);
const vpcC = format(readVpcC, (_, frame) => {
  const header = parseFrameHeader(frame);
  return isMalformed(header) ? header : writeVpcC(header.profile, header.format!);
});
const dac3 = format(readDac3, (_, frame) => {
  const header = parseSyncframe(frame);
  return isMalformed(header) ? header : writeDac3(header);
});
const flac = format(readFlacHeader, writeFlacHeader), dfLa = format(readDfLa, writeDfLa);
const PRE_SKIP = 312;
const opus = (
  read: typeof parseOpusHead,
  write: typeof encodeOpusHead,
) =>
  format((bytes) => {
    const head = read(bytes);
    return isMalformed(head) ? head : configOfHead(head);
  }, (config) => write(headOfConfig(config, PRE_SKIP)));
const opusHead = opus(parseOpusHead, encodeOpusHead), dOps = opus(readDOps, writeDOps);

const h264 = (sps: string, pps: string) =>
  ({ codec: "H264", sps: fromHex(sps), pps: fromHex(pps) }) as const;
const STREAM_INFO = "12000012000115 00050e 0bb80af000003840 c4c281261708402bd68585c0fde89af5";
const FLAC: ConfigOf<"FLAC"> = {
  codec: "FLAC",
  streamInfo: fromHex(STREAM_INFO),
  sampleRate: 48000,
  channels: 6,
};

/** For tests: records as FFmpeg writes them, byte for byte as ours. */
export const cases: readonly RecordCase[] = [
  {
    name: "avcC, Baseline",
    format: avcC,
    bytes: fromHex(
      "0142c00bffe10017 6742c00bd902847e5c0440000003004000000c83c50a92 010005 68cb83cb20",
    ),
    config: h264("6742c00bd902847e5c0440000003004000000c83c50a92", "68cb83cb20"),
    needed: 39,
  },
  {
    name: "avcC, High 4:2:2 of 10 bits",
    format: avcC,
    bytes: fromHex(
      "017a000bffe1001a 677a000bb6cd942847e27011000003000100000300320f142996 010006" +
        "68ebe3cb22c0 fefafa00",
    ),
    config: h264("677a000bb6cd942847e27011000003000100000300320f142996", "68ebe3cb22c0"),
    needed: 43,
  },
  {
    name: "hvcC",
    format: hvcC,
    bytes: fromHex(
      "0101600000009000000000001ef000fcfdf8f800000f03" +
        "2000010018 40010c01ffff01600000030090000003000003001e959809" +
        "2100010029 42010101600000030090000003000003001ea02083165959ae4caf0168080000030008000003" +
        "00c840 2200010006 4401c173d089",
    ),
    config: {
      codec: "H265",
      vps: fromHex("40010c01ffff01600000030090000003000003001e959809"),
      sps: fromHex(
        "42010101600000030090000003000003001ea02083165959ae4caf016808000003000800000300c840",
      ),
      pps: fromHex("4401c173d089"),
    },
    needed: 109,
  },
  {
    name: "av1C, 4:2:0",
    format: av1C,
    bytes: fromHex("81000c00 0a0a00000002aff79b5f2008"),
    config: { codec: "AV1", sequenceHeader: fromHex("0800000002aff79b5f2008") },
    needed: 4,
  },
  {
    name: "av1C, 4:4:4 of 10 bits",
    format: av1C,
    bytes: fromHex("81204000 0a0a20000003b4ff736be508"),
    config: { codec: "AV1", sequenceHeader: fromHex("0820000003b4ff736be508") },
    needed: 4,
  },
  {
    name: "vpcC",
    format: vpcC,
    bytes: fromHex("01000000 000a820202020000"),
    config: { codec: "VP9", profile: 0 },
    needed: 12,
    frame: fromHex("824983420009f0077600"),
  },
  {
    name: "vpcC, 4:4:4 of 12 bits",
    format: vpcC,
    bytes: fromHex("01000000 030ac60202020000"),
    config: { codec: "VP9", profile: 3 },
    needed: 12,
    frame: fromHex("b124c1a140004f803bb031c120e0c2e0"),
  },
  {
    name: "dOps, mono",
    format: dOps,
    bytes: fromHex("000101380000bb80000000"),
    config: { codec: "Opus", channels: 1 },
    needed: 11,
  },
  {
    name: "dOps, 5.1",
    format: dOps,
    bytes: fromHex("000601380000bb8000000104020004 01020305"),
    config: { codec: "Opus", channels: 6 },
    needed: 19,
  },
  {
    name: "dOps, 7.1",
    format: dOps,
    bytes: fromHex("000801380000bb800000010503 0006010203040507"),
    config: { codec: "Opus", channels: 8 },
    needed: 21,
  },
  {
    name: "OpusHead",
    format: opusHead,
    bytes: fromHex("4f70757348656164 0102380180bb0000000000"),
    config: { codec: "Opus", channels: 2 },
    needed: 19,
  },
  {
    name: "FLAC header",
    format: flac,
    bytes: fromHex(`664c6143 80000022 ${STREAM_INFO}`),
    config: FLAC,
    needed: 42,
  },
  {
    name: "dfLa",
    format: dfLa,
    bytes: fromHex(`00000000 80000022 ${STREAM_INFO}`),
    config: FLAC,
    needed: 42,
  },
  {
    name: "dac3, stereo",
    format: dac3,
    bytes: fromHex("1010c0"),
    config: { codec: "AC3", sampleRate: 48000, channels: 2 },
    needed: 3,
    frame: fromHex("0b7738900c4043e1"),
  },
  {
    name: "dac3, 5.1",
    format: dac3,
    bytes: fromHex("503de0"),
    config: { codec: "AC3", sampleRate: 44100, channels: 6 },
    needed: 3,
    frame: fromHex("0b770dce5e40ebf8"),
  },
  {
    name: "dac3, mono",
    format: dac3,
    bytes: fromHex("900800"),
    config: { codec: "AC3", sampleRate: 32000, channels: 1 },
    needed: 3,
    frame: fromHex("0b775fe280402f84"),
  },
];
