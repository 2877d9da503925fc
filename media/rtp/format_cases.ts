import type { Kind, TrackConfig } from "media/track.ts";
import { fromHex } from "./damage_cases.ts";

/** For tests: attributes of one payload type, and what is read from them. */
export interface Case {
  readonly name: string;
  readonly kind: Kind;
  readonly payloadType: number;
  readonly rtpmap?: string;
  readonly fmtp?: string;
  readonly clockRate: number;
  readonly config: TrackConfig;
  /** What is written in this way, where attributes do not tell all of it. */
  readonly sent?: TrackConfig;
}

/** For tests: a parameter set. */
export const SPS = fromHex(
  "6764001eacd940a02ff97011000003000100000300320f162d96",
);
/** For tests: a parameter set. */
export const PPS = fromHex("68ebe3cb22c0");
const VPS265 = fromHex("40010c01ffff01600000030090000003000003001e959409");
/** For tests: a parameter set. */
export const SPS265 = fromHex(
  "42010101600000030090000003000003001ea020831659595292",
);
/** For tests: a parameter set. */
export const PPS265 = fromHex("4401c073c089");

/** For tests: what is read, and what this server writes just so. */
export const written: readonly Case[] = [
  {
    name: "H264",
    kind: "video",
    payloadType: 96,
    rtpmap: "H264/90000",
    fmtp: "packetization-mode=1; profile-level-id=64001E; " +
      `sprop-parameter-sets=${SPS.toBase64()},${PPS.toBase64()}`,
    clockRate: 90000,
    config: { codec: "H264", sps: SPS, pps: PPS },
  },
  {
    name: "H264 before its parameter sets",
    kind: "video",
    payloadType: 97,
    rtpmap: "H264/90000",
    fmtp: "packetization-mode=1",
    clockRate: 90000,
    config: { codec: "H264" },
  },
  {
    name: "H265",
    kind: "video",
    payloadType: 96,
    rtpmap: "H265/90000",
    fmtp: `sprop-vps=${VPS265.toBase64()}; sprop-sps=${SPS265.toBase64()}; ` +
      `sprop-pps=${PPS265.toBase64()}`,
    clockRate: 90000,
    config: { codec: "H265", vps: VPS265, sps: SPS265, pps: PPS265 },
  },
  {
    name: "AV1 with its sequence header",
    kind: "video",
    payloadType: 96,
    rtpmap: "AV1/90000",
    fmtp: "level-idx=0; profile=1; tier=0",
    clockRate: 90000,
    config: { codec: "AV1" },
    sent: { codec: "AV1", sequenceHeader: fromHex("0820000002aff79b5f2404340080") },
  },
  {
    name: "AV1",
    kind: "video",
    payloadType: 96,
    rtpmap: "AV1/90000",
    clockRate: 90000,
    config: { codec: "AV1" },
  },
  {
    name: "VP8",
    kind: "video",
    payloadType: 96,
    rtpmap: "VP8/90000",
    clockRate: 90000,
    config: { codec: "VP8" },
  },
  {
    name: "VP9",
    kind: "video",
    payloadType: 96,
    rtpmap: "VP9/90000",
    fmtp: "profile-id=2",
    clockRate: 90000,
    config: { codec: "VP9", profile: 2 },
  },
  {
    name: "VP9 of an unknown profile",
    kind: "video",
    payloadType: 96,
    rtpmap: "VP9/90000",
    clockRate: 90000,
    config: { codec: "VP9" },
  },
  {
    name: "M-JPEG",
    kind: "video",
    payloadType: 26,
    rtpmap: "JPEG/90000",
    clockRate: 90000,
    config: { codec: "M-JPEG" },
  },
  {
    name: "MPEG-4 video",
    kind: "video",
    payloadType: 96,
    rtpmap: "MP4V-ES/90000",
    fmtp: "profile-level-id=1; config=000001B001000001B58913000001000000012000",
    clockRate: 90000,
    config: {
      codec: "MPEG-4 Video",
      config: fromHex("000001b001000001b58913000001000000012000"),
    },
  },
  {
    name: "MPEG-4 video whose headers are in the stream",
    kind: "video",
    payloadType: 96,
    rtpmap: "MP4V-ES/90000",
    clockRate: 90000,
    config: { codec: "MPEG-4 Video" },
  },
  {
    name: "Opus in mono",
    kind: "audio",
    payloadType: 96,
    rtpmap: "opus/48000/2",
    fmtp: "sprop-stereo=0",
    clockRate: 48000,
    config: { codec: "Opus", channels: 1 },
  },
  {
    name: "Opus in stereo",
    kind: "audio",
    payloadType: 96,
    rtpmap: "opus/48000/2",
    fmtp: "sprop-stereo=1",
    clockRate: 48000,
    config: { codec: "Opus", channels: 2 },
  },
  ...[
    { channels: 3, mapping: "0,2,1", streams: 2, coupled: 1 },
    { channels: 4, mapping: "0,1,2,3", streams: 2, coupled: 2 },
    { channels: 5, mapping: "0,4,1,2,3", streams: 3, coupled: 2 },
    { channels: 6, mapping: "0,4,1,2,3,5", streams: 4, coupled: 2 },
    { channels: 7, mapping: "0,4,1,2,3,5,6", streams: 4, coupled: 3 },
    { channels: 8, mapping: "0,6,1,4,5,2,3,7", streams: 5, coupled: 3 },
  ].map(({ channels, mapping, streams, coupled }): Case => ({
    name: `Opus of ${channels} channels`,
    kind: "audio",
    payloadType: 96,
    rtpmap: `multiopus/48000/${channels}`,
    fmtp: `channel_mapping=${mapping}; coupled_streams=${coupled}; num_streams=${streams}; ` +
      "sprop-maxcapturerate=48000",
    clockRate: 48000,
    config: { codec: "Opus", channels },
  })),
  {
    name: "MPEG-4 audio",
    kind: "audio",
    payloadType: 96,
    rtpmap: "mpeg4-generic/44100/2",
    fmtp: "streamtype=5; profile-level-id=1; mode=AAC-hbr; config=1210; sizelength=13; " +
      "indexlength=3; indexdeltalength=3",
    clockRate: 44100,
    config: {
      codec: "MPEG-4 Audio",
      config: fromHex("1210"),
      sampleRate: 44100,
      channels: 2,
    },
  },
  {
    name: "MPEG-4 audio as LATM",
    kind: "audio",
    payloadType: 96,
    rtpmap: "MP4A-LATM/44100/2",
    fmtp: "profile-level-id=30; cpresent=0; config=400024203fc0",
    clockRate: 44100,
    config: {
      codec: "MPEG-4 Audio LATM",
      aac: {
        codec: "MPEG-4 Audio",
        config: fromHex("1210"),
        sampleRate: 44100,
        channels: 2,
      },
    },
  },
  {
    name: "PCMU",
    kind: "audio",
    payloadType: 0,
    rtpmap: "PCMU/8000",
    clockRate: 8000,
    config: { codec: "G711", muLaw: true, sampleRate: 8000, channels: 1 },
  },
  {
    name: "PCMA in stereo",
    kind: "audio",
    payloadType: 96,
    rtpmap: "PCMA/16000/2",
    clockRate: 16000,
    config: { codec: "G711", muLaw: false, sampleRate: 16000, channels: 2 },
  },
  ...([8, 16, 24] as const).map((bitDepth): Case => ({
    name: `LPCM of ${bitDepth} bits`,
    kind: "audio",
    payloadType: 96,
    rtpmap: `L${bitDepth}/48000/2`,
    clockRate: 48000,
    config: { codec: "LPCM", bitDepth, sampleRate: 48000, channels: 2 },
  })),
  {
    name: "LPCM of one channel",
    kind: "audio",
    payloadType: 11,
    rtpmap: "L16/44100/1",
    clockRate: 44100,
    config: { codec: "LPCM", bitDepth: 16, sampleRate: 44100, channels: 1 },
  },
  {
    name: "MPEG video",
    kind: "video",
    payloadType: 32,
    clockRate: 90000,
    config: { codec: "MPEG-1/2 Video" },
  },
  {
    name: "MPEG audio",
    kind: "audio",
    payloadType: 14,
    clockRate: 90000,
    config: { codec: "MPEG-1/2 Audio" },
  },
  {
    name: "AC-3",
    kind: "audio",
    payloadType: 96,
    rtpmap: "AC3/48000/6",
    clockRate: 48000,
    config: { codec: "AC3", sampleRate: 48000, channels: 6 },
  },
  {
    name: "FLAC, which RTP cannot carry",
    kind: "audio",
    payloadType: 96,
    rtpmap: "flac/8000",
    fmtp: "streaminfo=0040004000000000009501f400f00000000000000000000000000000000000000000",
    clockRate: 8000,
    config: { codec: "Generic" },
    sent: {
      codec: "FLAC",
      streamInfo: fromHex("0040004000000000009501f400f0" + "00".repeat(20)),
      sampleRate: 8000,
      channels: 1,
    },
  },
  {
    name: "G722",
    kind: "audio",
    payloadType: 9,
    rtpmap: "G722/8000",
    clockRate: 8000,
    config: { codec: "G722" },
  },
  {
    name: "KLV",
    kind: "application",
    payloadType: 96,
    rtpmap: "SMPTE336M/90000",
    clockRate: 90000,
    config: { codec: "KLV" },
  },
  {
    name: "MPEG-TS",
    kind: "video",
    payloadType: 33,
    rtpmap: "MP2T/90000",
    clockRate: 90000,
    config: { codec: "MPEG-TS" },
  },
];
