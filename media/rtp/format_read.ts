import { fromBase64, fromHex } from "media/bytes.ts";
import { AAC_LC, encodeAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { configOfAac } from "media/codecs/aac/record.ts";
import { parseStreamMuxConfig } from "media/codecs/aac/stream_mux_config.ts";
import { NAL_PPS, NAL_SPS, nalType } from "media/codecs/h264/nal_type.ts";
import * as h265 from "media/codecs/h265/nal_type.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { Kind, OpaqueCodec, RtpFormat, TrackConfig } from "media/track.ts";
import { parseFmtp } from "./fmtp.ts";
import { STATIC_TYPES } from "./static_types.ts";

/** An rtpmap taken apart: name in lower case. */
interface Encoding {
  readonly name: string;
  readonly clockRate: number | undefined;
  readonly channels: number | undefined;
}

/**
 * Reads the SDP attributes of one payload type. Encodings that are not known are "Generic"; parameters that cannot
 * be read are taken as missing, as long as packets can pass through. Malformed where the clock rate is not known.
 */
export function readFormat(
  kind: Kind,
  payloadType: number,
  rtpmap?: string,
  fmtp?: string,
): { config: TrackConfig; rtp: RtpFormat } | Malformed {
  const encoding = readEncoding(rtpmap ?? STATIC_TYPES[payloadType] ?? "");
  const clockRate = encoding.clockRate ?? (kind === "audio" ? 0 : 90000);
  if (clockRate < 1 || clockRate >= 2 ** 32 || kind === "video" && !encoding.name) {
    return new Malformed(`SDP: payload type ${payloadType} has no clock rate`);
  }
  const parameters = parseFmtp(fmtp ?? "");
  const rtp = {
    payloadType,
    clockRate,
    ...rtpmap !== undefined && { rtpmap },
    fmtp: parameters,
  };
  return { config: readConfig(encoding, clockRate, parameters), rtp };
}

/** `NAME/RATE[/CHANNELS]`; blanks around the parts are ignored. */
function readEncoding(rtpmap: string): Encoding {
  const [name, rate, channels] = rtpmap.split("/").map((part) => part.trim());
  return {
    name: name.toLowerCase(),
    clockRate: /^\d+/.test(rate ?? "") ? Number.parseInt(rate, 10) : undefined,
    channels: channels === undefined ? undefined : channelsOf(channels),
  };
}

function channelsOf(text: string): number {
  return Math.max(1, Math.min(255, Number.parseInt(text, 10) || 1));
}

/** What AC-3 has at most, and where none are announced (RFC 4184 §4.1). */
const AC3_CHANNELS = 6;

function readConfig(
  encoding: Encoding,
  clockRate: number,
  fmtp: ReadonlyMap<string, string>,
): TrackConfig {
  const { name, channels = 1 } = encoding;
  switch (name) {
    case "h264":
      return { codec: "H264", ...readH264Sets(fmtp) };
    case "h265":
    case "hevc":
      return { codec: "H265", ...readH265Sets(fmtp) };
    case "vp9":
      return readVp9(fmtp);
    case "mp4v-es":
      return readMpeg4Video(fmtp);
    case "mpeg4-generic":
      return readMpeg4Audio(encoding, clockRate, fmtp);
    case "mp4a-latm":
      return readLatm(fmtp);
    case "opus":
      return { codec: "Opus", channels: fmtp.get("sprop-stereo") === "1" ? 2 : 1 };
    case "multiopus":
      return channels <= 8 ? { codec: "Opus", channels } : { codec: "Generic" };
    case "ac3":
      return { codec: "AC3", sampleRate: clockRate, channels: encoding.channels ?? AC3_CHANNELS };
    case "pcmu":
    case "pcma":
      return { codec: "G711", muLaw: name === "pcmu", sampleRate: clockRate, channels };
    case "l8":
      return { codec: "LPCM", bitDepth: 8, sampleRate: clockRate, channels };
    case "l16":
      return { codec: "LPCM", bitDepth: 16, sampleRate: clockRate, channels };
    case "l24":
      return { codec: "LPCM", bitDepth: 24, sampleRate: clockRate, channels };
    default:
      return { codec: codecNamed(name) };
  }
}

/** Codecs of which attributes tell no more than the name. */
type NamedCodec =
  | OpaqueCodec
  | "AV1"
  | "VP8"
  | "M-JPEG"
  | "MPEG-1/2 Video"
  | "MPEG-1/2 Audio"
  | "G722"
  | "KLV";

const NAMES: Readonly<Record<string, NamedCodec>> = {
  "av1": "AV1",
  "av1x": "AV1",
  "vp8": "VP8",
  "jpeg": "M-JPEG",
  "mpv": "MPEG-1/2 Video",
  "mpa": "MPEG-1/2 Audio",
  "g722": "G722",
  "smpte336m": "KLV",
  "vorbis": "Vorbis",
  "speex": "Speex",
  "mp2t": "MPEG-TS",
};

function codecNamed(name: string): NamedCodec {
  if (/^(aal2-)?g726-(16|24|32|40)$/.test(name)) return "G726";
  return Object.hasOwn(NAMES, name) ? NAMES[name] : "Generic";
}

function readVp9(fmtp: ReadonlyMap<string, string>): TrackConfig {
  const profile = fmtp.get("profile-id") ?? "";
  return { codec: "VP9", ...(/^[0-3]$/.test(profile) && { profile: Number(profile) }) };
}

function readMpeg4Video(fmtp: ReadonlyMap<string, string>): TrackConfig {
  const config = fromHex(fmtp.get("config") ?? "");
  return { codec: "MPEG-4 Video", ...config && config.length > 0 && { config } };
}

/** MPEG-4 audio but for AAC is passed through as it is. */
function readMpeg4Audio(
  { channels = 1 }: Encoding,
  clockRate: number,
  fmtp: ReadonlyMap<string, string>,
): TrackConfig {
  if (!/^(aac.*)?$/i.test(fmtp.get("mode") ?? "")) return { codec: "Generic" };
  const text = fmtp.get("config");
  const config = text ? fromHex(text) : plainAac(clockRate, channels);
  const read = config && configOfAac(config);
  return !read || isMalformed(read) ? { codec: "Generic" } : read;
}

/** Only where the config is not in band, which is the default (RFC 6416 §7.3). */
function readLatm(fmtp: ReadonlyMap<string, string>): TrackConfig {
  const codec = "MPEG-4 Audio LATM", text = fmtp.get("config");
  const muxed = fmtp.get("cpresent") === "0" && text ? fromHex(text) : undefined;
  const config = muxed && parseStreamMuxConfig(muxed);
  if (!config || isMalformed(config)) return { codec };
  const aac = configOfAac(config);
  return isMalformed(aac) ? { codec } : { codec, aac };
}

/** The config that senders mean who leave theirs out. */
function plainAac(sampleRate: number, channels: number): Uint8Array | undefined {
  const fields = { objectType: AAC_LC, sampleRate, channels, frameLength: 1024 } as const;
  const config = encodeAudioSpecificConfig(fields);
  return isMalformed(config) ? undefined : config;
}

/** Parameter sets in base64, separated by commas: those that can be read. */
function readSets(text: string | undefined): Uint8Array[] {
  return (text ?? "").split(",").map(fromBase64).filter((set) => set !== undefined)
    .map((set) => set.subarray(startCodeLength(set)))
    .filter((set) => set.length > 2);
}

/** Length of the start code that some cameras put before a parameter set. */
function startCodeLength(set: Uint8Array): number {
  const zeros = set.findIndex((byte) => byte !== 0);
  return zeros >= 2 && set[zeros] === 1 ? zeros + 1 : 0;
}

function readH264Sets(fmtp: ReadonlyMap<string, string>) {
  const sets = readSets(fmtp.get("sprop-parameter-sets"));
  const sps = sets.find((set) => nalType(set) === NAL_SPS && set.length > 3);
  const pps = sets.find((set) => nalType(set) === NAL_PPS);
  return { ...sps && { sps }, ...pps && { pps } };
}

function readH265Sets(fmtp: ReadonlyMap<string, string>) {
  const find = (name: string, type: number) =>
    readSets(fmtp.get(name)).find((set) => h265.nalType(set) === type);
  const vps = find("sprop-vps", h265.NAL_VPS);
  const sps = find("sprop-sps", h265.NAL_SPS);
  const pps = find("sprop-pps", h265.NAL_PPS);
  return { ...vps && { vps }, ...sps && { sps }, ...pps && { pps } };
}
