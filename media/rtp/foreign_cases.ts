import type { Kind, TrackConfig } from "media/track.ts";
import { fromHex } from "./damage_cases.ts";
import { type Case, PPS, PPS265, SPS, SPS265, written } from "./format_cases.ts";

const bare = (rtpmap: string, clockRate: number, config: TrackConfig, fmtp?: string): Case => ({
  name: `${rtpmap} ${fmtp ?? ""}`,
  kind: "audio",
  payloadType: 100,
  rtpmap,
  clockRate,
  config,
  ...fmtp !== undefined && { fmtp },
});

/** For tests: what is read, the way others write it. */
export const tolerated: readonly Case[] = [
  ...[0, 8, 9, 10, 11, 14, 26, 32, 33].map((payloadType): Case => {
    const known = written.find((one) => one.payloadType === payloadType);
    const clockRate = [8000, 44100, 90000][payloadType < 10 ? 0 : payloadType < 12 ? 1 : 2];
    const config: TrackConfig = known?.config ??
      (payloadType === 8
        ? { codec: "G711", muLaw: false, sampleRate: 8000, channels: 1 }
        : { codec: "LPCM", bitDepth: 16, sampleRate: 44100, channels: 2 });
    return { name: `static ${payloadType}`, kind: "audio", payloadType, clockRate, config };
  }),
  {
    name: "H264 of a camera: capitals, no padding, start codes, stray semicolons, blanks",
    kind: "video",
    payloadType: 96,
    rtpmap: "h264 / 90000",
    fmtp: ";; Packetization-Mode = 1 ;profile-level-id=4D002A;" +
      "Sprop-Parameter-Sets = ,AAAAAW" + new Uint8Array([...PPS]).toBase64().slice(1) + "; ;",
    clockRate: 90000,
    config: { codec: "H264" },
  },
  {
    name: "H264: picture set first, a third one, padding left out",
    kind: "video",
    payloadType: 96,
    rtpmap: "H264/90000",
    fmtp: `sprop-parameter-sets=${PPS.toBase64().replace(/=/g, "")},` +
      `${SPS.toBase64().replace(/=/g, "")},aO48gA`,
    clockRate: 90000,
    config: { codec: "H264", sps: SPS, pps: PPS },
  },
  {
    name: "H264: start codes before the sets",
    kind: "video",
    payloadType: 96,
    rtpmap: "H264/90000",
    fmtp: "sprop-parameter-sets=" +
      [SPS, PPS].map((set) => new Uint8Array([0, 0, 0, 1, ...set]).toBase64()).join(","),
    clockRate: 90000,
    config: { codec: "H264", sps: SPS, pps: PPS },
  },
  {
    name: "H264: sets that are none",
    kind: "video",
    payloadType: 96,
    rtpmap: "H264/90000",
    fmtp: "sprop-parameter-sets=%%%,AA==,aA==",
    clockRate: 90000,
    config: { codec: "H264" },
  },
  {
    name: "H264 without a clock rate",
    kind: "video",
    payloadType: 96,
    rtpmap: "H264",
    clockRate: 90000,
    config: { codec: "H264" },
  },
  {
    name: "H265 with its picture set in the wrong place",
    kind: "video",
    payloadType: 96,
    rtpmap: "HEVC/90000",
    fmtp: `sprop-vps=${PPS265.toBase64()};sprop-sps=${SPS265.toBase64()},AAAA`,
    clockRate: 90000,
    config: { codec: "H265", sps: SPS265 },
  },
  {
    name: "ONVIF metadata without a clock rate",
    kind: "application",
    payloadType: 107,
    clockRate: 90000,
    config: { codec: "Generic" },
  },
  bare("VND.ONVIF.METADATA/90000", 90000, { codec: "Generic" }),
  bare("PCMU/8000/1", 8000, { codec: "G711", muLaw: true, sampleRate: 8000, channels: 1 }),
  bare("L16/16000", 16000, { codec: "LPCM", bitDepth: 16, sampleRate: 16000, channels: 1 }),
  bare("L20/48000/2", 48000, { codec: "Generic" }),
  bare("opus/48000", 48000, { codec: "Opus", channels: 1 }, "minptime=10;useinbandfec=1"),
  bare("multiopus/48000/9", 48000, { codec: "Generic" }),
  ...["profile-level-id=1", "config=", "config=xyz"].map((fmtp) =>
    bare("MP4V-ES/90000", 90000, { codec: "MPEG-4 Video" }, fmtp)
  ),
  bare("vorbis/44100/2", 44100, { codec: "Vorbis" }, "configuration=AAAA"),
  ...[
    "",
    "config=400023103fc0",
    "cpresent=1;config=400023103fc0",
    "cpresent=0",
    "cpresent=0;config=xyz",
    "cpresent=0;config=4000",
    "cpresent=0;config=410023103fc0",
  ].map((fmtp) => bare("MP4A-LATM/48000/1", 48000, { codec: "MPEG-4 Audio LATM" }, fmtp)),
  bare("ac3/48000/2", 48000, { codec: "AC3", sampleRate: 48000, channels: 2 }),
  bare("ac3/44100", 44100, { codec: "AC3", sampleRate: 44100, channels: 6 }),
  bare("speex/16000", 16000, { codec: "Speex" }),
  bare("G726-32/8000", 8000, { codec: "G726" }),
  bare("AAL2-G726-40/8000", 8000, { codec: "G726" }),
  bare("G726-48/8000", 8000, { codec: "Generic" }),
  bare("FLAC/48000", 48000, { codec: "Generic" }),
  ...[
    "MODE=aac-HBR;Config=1408;sizeLength=13;",
    "streamtype=5;config=1408",
    "mode=AAC-hbr",
    "",
  ].map((fmtp) =>
    bare("MPEG4-Generic/16000", 16000, {
      codec: "MPEG-4 Audio",
      config: fromHex("1408"),
      sampleRate: 16000,
      channels: 1,
    }, fmtp)
  ),
  bare("mpeg4-generic/48000/2", 48000, {
    codec: "MPEG-4 Audio",
    config: fromHex("2b118800"),
    sampleRate: 48000,
    channels: 2,
  }, "mode=AAC-hbr;config=2b118800"),
  bare("mpeg4-generic/44100/2", 44100, { codec: "Generic" }, "mode=AAC-hbr;config=xyz"),
  bare("mpeg4-generic/44100/2", 44100, { codec: "Generic" }, "mode=AAC-hbr;config=ff"),
  bare("mpeg4-generic/44100/2", 44100, { codec: "Generic" }, "mode=CELP-cbr;config=1210"),
  bare("mpeg4-generic/44100/9", 44100, { codec: "Generic" }, "mode=AAC-hbr"),
  bare("telephone-event/8000", 8000, { codec: "Generic" }, "0-15"),
  bare("constructor/8000", 8000, { codec: "Generic" }),
];

/** For tests: what is refused. */
export const refused: readonly { kind: Kind; payloadType: number; rtpmap?: string }[] = [
  { kind: "video", payloadType: 96 },
  { kind: "audio", payloadType: 97 },
  { kind: "audio", payloadType: 97, rtpmap: "opus" },
  { kind: "audio", payloadType: 97, rtpmap: "PCMU/0" },
  { kind: "audio", payloadType: 97, rtpmap: "PCMU/99999999999" },
  { kind: "audio", payloadType: 97, rtpmap: "PCMU/-8000" },
  { kind: "video", payloadType: 97, rtpmap: "/90000" },
];
