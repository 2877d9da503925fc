import { toBase64, toHex } from "media/bytes.ts";
import { encodeStreamMuxConfig } from "media/codecs/aac/stream_mux_config.ts";
import { parseSequenceHeader } from "media/codecs/av1/sequence_header.ts";
import { profileLevelId } from "media/codecs/h264/profile.ts";
import { profileLevelOf } from "media/codecs/mpeg4_video/start_code.ts";
import { vorbisMapping } from "media/codecs/opus/channels.ts";
import { isMalformed } from "media/malformed.ts";
import type { Codec, ConfigOf, RtpFormat, TrackConfig } from "media/track.ts";
import { staticPayloadType } from "./static_types.ts";

/**
 * How a track is announced where its publisher announced nothing: rtpmap, clock rate and fmtp parameters, with its
 * static payload type or, where it has none, `dynamic`. Of codecs that are known by name only, no more is said than
 * payload type and clock rate.
 */
export function writeFormat(config: TrackConfig, dynamic: number): RtpFormat {
  const { encoding, fmtp = [] } = describe(config);
  const clockRate = Number(encoding?.split("/")[1] ?? 90000);
  return {
    payloadType: staticPayloadType(config) ?? dynamic,
    clockRate,
    ...encoding !== undefined && { rtpmap: encoding },
    fmtp: new Map(fmtp),
  };
}

interface Description {
  readonly encoding?: string;
  readonly fmtp?: readonly (readonly [string, string])[];
}

function describe(config: TrackConfig): Description {
  switch (config.codec) {
    case "H264":
      return { encoding: "H264/90000", fmtp: h264Parameters(config) };
    case "H265":
      return { encoding: "H265/90000", fmtp: h265Parameters(config) };
    case "AV1":
      return { encoding: "AV1/90000", fmtp: av1Parameters(config) };
    case "VP9":
      return {
        encoding: "VP9/90000",
        fmtp: config.profile === undefined ? [] : [["profile-id", String(config.profile)]],
      };
    case "MPEG-4 Video":
      return { encoding: "MP4V-ES/90000", fmtp: mpeg4VideoParameters(config) };
    case "MPEG-4 Audio":
      return {
        encoding: `mpeg4-generic/${config.sampleRate}/${config.channels}`,
        fmtp: mpeg4AudioParameters(config),
      };
    case "MPEG-4 Audio LATM":
      return config.aac ? latm(config.aac) : {};
    case "Opus":
      return opus(config.channels);
    case "G711": {
      const channels = config.channels === 1 ? "" : `/${config.channels}`;
      return { encoding: `${config.muLaw ? "PCMU" : "PCMA"}/${config.sampleRate}${channels}` };
    }
    case "LPCM":
      return { encoding: `L${config.bitDepth}/${config.sampleRate}/${config.channels}` };
    case "AC3":
      return { encoding: `AC3/${config.sampleRate}/${config.channels}` };
    case "FLAC":
      return {
        encoding: `flac/${config.sampleRate}`,
        fmtp: [["streaminfo", toHex(config.streamInfo)]],
      };
    default: {
      const encoding = ENCODINGS.get(config.codec);
      return encoding === undefined ? {} : { encoding };
    }
  }
}

/** Of codecs of which no more than the name is told. */
const ENCODINGS: ReadonlyMap<Codec, string> = new Map<Codec, string>([
  ["VP8", "VP8/90000"],
  ["M-JPEG", "JPEG/90000"],
  ["G722", "G722/8000"],
  ["KLV", "SMPTE336M/90000"],
  ["MPEG-TS", "MP2T/90000"],
]);

/** RFC 6184 §8.1. */
function h264Parameters({ sps, pps }: ConfigOf<"H264">): [string, string][] {
  const parameters: [string, string][] = [["packetization-mode", "1"]];
  const profile = sps && profileLevelId(sps);
  if (profile && !isMalformed(profile)) {
    parameters.push(["profile-level-id", profile.toUpperCase()]);
  }
  const sets = [sps, pps].filter((set) => set !== undefined).map(toBase64);
  if (sets.length > 0) parameters.push(["sprop-parameter-sets", sets.join(",")]);
  return parameters;
}

/** RFC 7798 §7.1. */
function h265Parameters({ vps, sps, pps }: ConfigOf<"H265">): [string, string][] {
  const parameters: [string, string][] = [];
  if (vps) parameters.push(["sprop-vps", toBase64(vps)]);
  if (sps) parameters.push(["sprop-sps", toBase64(sps)]);
  if (pps) parameters.push(["sprop-pps", toBase64(pps)]);
  return parameters;
}

/** AV1 RTP specification §7.2.2. */
function av1Parameters({ sequenceHeader }: ConfigOf<"AV1">): [string, string][] {
  const header = sequenceHeader && parseSequenceHeader(sequenceHeader);
  if (!header || isMalformed(header)) return [];
  return [
    ["level-idx", String(header.level)],
    ["profile", String(header.profile)],
    ["tier", String(header.tier)],
  ];
}

/** RFC 6416 §7.1. */
function mpeg4VideoParameters({ config }: ConfigOf<"MPEG-4 Video">): [string, string][] {
  if (!config) return [];
  const profile = profileLevelOf(config);
  return [
    ...profile === undefined ? [] : [["profile-level-id", String(profile)]] as [string, string][],
    ["config", toHex(config).toUpperCase()],
  ];
}

/** RFC 3640 §4.1. */
function mpeg4AudioParameters({ config }: ConfigOf<"MPEG-4 Audio">): [string, string][] {
  return [
    ["streamtype", "5"],
    ["profile-level-id", "1"],
    ["mode", "AAC-hbr"],
    ["config", toHex(config)],
    ["sizelength", "13"],
    ["indexlength", "3"],
    ["indexdeltalength", "3"],
  ];
}

/** RFC 6416 §7.3; the profile is its default. */
function latm({ config, sampleRate, channels }: ConfigOf<"MPEG-4 Audio">): Description {
  const muxed = encodeStreamMuxConfig(config);
  return {
    encoding: `MP4A-LATM/${sampleRate}/${channels}`,
    fmtp: [
      ["profile-level-id", "30"],
      ["cpresent", "0"],
      ...isMalformed(muxed) ? [] : [["config", toHex(muxed)]] as const,
    ],
  };
}

/** 7.1 in the order of libwebrtc, which is not that of Vorbis. */
const EIGHT_CHANNELS = [0, 6, 1, 4, 5, 2, 3, 7];

/** RFC 7587 §6.1; more than two channels as libwebrtc announces them. */
function opus(channels: number): Description {
  const mapping = vorbisMapping(channels);
  if (!mapping || channels < 3) {
    return { encoding: "opus/48000/2", fmtp: [["sprop-stereo", channels === 2 ? "1" : "0"]] };
  }
  return {
    encoding: `multiopus/48000/${channels}`,
    fmtp: [
      ["channel_mapping", (channels === 8 ? EIGHT_CHANNELS : mapping.channels).join(",")],
      ["coupled_streams", String(mapping.coupled)],
      ["num_streams", String(mapping.streams)],
      ["sprop-maxcapturerate", "48000"],
    ],
  };
}
