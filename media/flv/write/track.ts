import { writeAv1C } from "media/codecs/av1/record.ts";
import { writeFlacHeader } from "media/codecs/flac/record.ts";
import { writeAvcC } from "media/codecs/h264/record.ts";
import { writeHvcC } from "media/codecs/h265/record.ts";
import { encodeOpusHead } from "media/codecs/opus/head.ts";
import { headOfConfig } from "media/codecs/opus/record.ts";
import { parseFrameHeader } from "media/codecs/vp9/frame_header.ts";
import { writeVpcC } from "media/codecs/vp9/record.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf, TrackConfig } from "media/track.ts";
import { AAC, fourCcOf, LPCM, MP3, PCMA, PCMU } from "../codec_id.ts";
import { writeSound } from "../sound.ts";

/** How a track with one config is carried. */
export interface FlvTrack {
  readonly kind: "video" | "audio";
  /** 0–255, counted for each kind; all but 0 need a reader that knows multitrack. */
  readonly id: number;
  readonly config: TrackConfig;
  /** Of an enhanced track, which needs a reader that knows it; undefined for a legacy one. */
  readonly fourCc?: string;
}

const VIDEO: ReadonlySet<string> = new Set(["H264", "H265", "AV1", "VP9"]);
/** Codecs with a legacy header, which they get where their track is the first of its kind. */
const LEGACY: ReadonlySet<string> = new Set(["H264", "MPEG-4 Audio", "MPEG-1/2 Audio"]);

/**
 * How to carry a track; undefined where FLV cannot: other codecs; LPCM of other than 16 bits, 1–2 channels and the
 * four rates of Flash; G711 of other than 8 kHz; either of them as a second track.
 */
export function flvTrack(config: TrackConfig, id = 0): FlvTrack | undefined {
  // Its frames are those of AAC.
  if (config.codec === "MPEG-4 Audio LATM") return config.aac && flvTrack(config.aac, id);
  const kind = VIDEO.has(config.codec) ? "video" : "audio";
  if (config.codec === "LPCM" || config.codec === "G711") {
    return id === 0 && soundByte(config) !== undefined ? { kind, id, config } : undefined;
  }
  if (LEGACY.has(config.codec) && id === 0) return { kind, id, config };
  const fourCc = fourCcOf(config.codec);
  return fourCc === undefined ? undefined : { kind, id, config, fourCc };
}

/** The first byte of a legacy message of audio; undefined where it cannot be told. MP3 tells in each frame. */
export function soundByte(config: TrackConfig, frame?: Uint8Array): number | undefined {
  switch (config.codec) {
    case "MPEG-4 Audio":
      return AAC << 4 | 0x0f;
    case "MPEG-1/2 Audio":
      return MP3 << 4 | (frame ? mpegSound(frame) : 0x0f);
    case "G711":
      return g711Byte(config);
    case "LPCM": {
      const { bitDepth, sampleRate, channels } = config;
      if (bitDepth !== 16 || (channels !== 1 && channels !== 2)) return undefined;
      return writeSound({ id: LPCM, bitDepth, sampleRate, channels });
    }
    default:
      return undefined;
  }
}

function g711Byte({ muLaw, sampleRate, channels }: ConfigOf<"G711">): number | undefined {
  if (sampleRate !== 8000 || channels > 2) return undefined;
  return (muLaw ? PCMU : PCMA) << 4 | 2 | (channels === 2 ? 1 : 0);
}

/** Rate, size and channels by the header of an MPEG audio frame (ISO/IEC 11172-3 §2.4.2.3): the nearest FLV has. */
function mpegSound(frame: Uint8Array): number {
  const version = frame.length < 4 ? 3 : frame[1] >> 3 & 3;
  const rate = version === 3 ? 3 : version === 2 ? 2 : 1;
  return rate << 2 | 2 | (frame.length >= 4 && frame[3] >> 6 === 3 ? 0 : 1);
}

/** Samples at 48 kHz that a decoder of Opus leaves out at the start: 80 ms. */
const OPUS_PRE_SKIP = 3840;

/**
 * The content of the track's sequence header; undefined for codecs that have none, Malformed while parameter sets are
 * missing or damaged. VP9 tells in its key frames: `keyFrame` is the one that follows.
 */
export function recordOf(
  { config }: FlvTrack,
  keyFrame?: readonly Uint8Array[],
): Uint8Array | undefined | Malformed {
  switch (config.codec) {
    case "H264":
      return writeAvcC(config);
    case "H265":
      return writeHvcC(config);
    case "AV1":
      return writeAv1C(config);
    case "VP9":
      return vp9Record(keyFrame?.[0] ?? new Uint8Array());
    case "MPEG-4 Audio":
      return config.config;
    case "Opus":
      return encodeOpusHead(headOfConfig(config, OPUS_PRE_SKIP));
    case "FLAC":
      return writeFlacHeader(config);
    default:
      return undefined;
  }
}

function vp9Record(keyFrame: Uint8Array): Uint8Array | Malformed {
  const header = parseFrameHeader(keyFrame);
  if (isMalformed(header)) return header;
  if (!header.format) return new Malformed("VP9: not a key frame");
  return writeVpcC(header.profile, header.format);
}
