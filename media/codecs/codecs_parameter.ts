import { isMalformed } from "media/malformed.ts";
import type { ConfigOf, TrackConfig } from "media/track.ts";
import { parseAudioSpecificConfig } from "./aac/audio_specific_config.ts";
import { parseSequenceHeader } from "./av1/sequence_header.ts";
import { profileLevelId } from "./h264/profile.ts";
import { parseSps } from "./h265/sps.ts";
import { parseFrameHeader as parseMpegAudio } from "./mpeg_audio/frame_header.ts";
import { parseFrameHeader as parseVp9 } from "./vp9/frame_header.ts";
import { levelOf } from "./vp9/record.ts";

/**
 * What the `codecs` parameter of a media type says of a track (RFC 6381 §3.3): `avc1.64001f`. `first` is the payload of
 * the unit that it begins with, which VP9 and MPEG audio need. Undefined for codecs that have none, or where what it
 * takes is missing.
 */
export function codecsParameter(
  config: TrackConfig,
  [frame = NOTHING]: readonly Uint8Array[] = [],
): string | undefined {
  switch (config.codec) {
    case "H264":
      return h264(config);
    case "H265":
      return h265(config);
    case "AV1":
      return av1(config);
    case "VP9":
      return vp9(frame);
    case "MPEG-4 Audio":
      return aac(config);
    case "MPEG-4 Audio LATM":
      return config.aac && aac(config.aac);
    case "MPEG-1/2 Audio":
      return mpegAudio(frame);
    default:
      return PLAIN[config.codec];
  }
}

const NOTHING = new Uint8Array(0);
const PLAIN: Readonly<Record<string, string>> = { Opus: "opus", AC3: "ac-3", FLAC: "fLaC" };

function h264({ sps }: ConfigOf<"H264">): string | undefined {
  const id = sps && profileLevelId(sps);
  return !id || isMalformed(id) ? undefined : `avc1.${id}`;
}

const SPACES = ["", "A", "B", "C"], TIERS = ["L", "H"];

/** ISO/IEC 14496-15 Annex E.3: compatibility flags from the last to the first, constraints without zeros at the end. */
function h265({ sps }: ConfigOf<"H265">): string | undefined {
  const parsed = sps && parseSps(sps);
  if (!parsed || isMalformed(parsed)) return undefined;
  const { profileSpace, profile, compatibility, tier, level, constraints } = parsed;
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) {
    reversed = (reversed << 1 | compatibility >>> bit & 1) >>> 0;
  }
  const bytes = constraints.toString(16).padStart(12, "0").replace(/(00)+$/, "").match(/../g) ?? [];
  const fields = [
    `hvc1.${SPACES[profileSpace]}${profile}`,
    reversed.toString(16),
    `${TIERS[tier]}${level}`,
    ...bytes.map((byte) => Number.parseInt(byte, 16).toString(16)),
  ];
  return fields.join(".");
}

/** AV1-ISOBMFF §5. */
function av1({ sequenceHeader }: ConfigOf<"AV1">): string | undefined {
  const parsed = sequenceHeader && parseSequenceHeader(sequenceHeader);
  if (!parsed || isMalformed(parsed)) return undefined;
  const { profile, level, tier, bitDepth } = parsed;
  return `av01.${profile}.${digits(level)}${tier === 0 ? "M" : "H"}.${digits(bitDepth)}`;
}

/** VP9-ISOBMFF §Codecs Parameter String. */
function vp9(frame: Uint8Array): string | undefined {
  const header = parseVp9(frame);
  if (isMalformed(header) || !header.format) return undefined;
  const { profile, format } = header;
  return `vp09.${digits(profile)}.${digits(levelOf(format))}.${digits(format.bitDepth)}`;
}

const SBR = 5, PS = 29;

/** The type that comes first in the config. */
function aac({ config }: ConfigOf<"MPEG-4 Audio">): string | undefined {
  const parsed = parseAudioSpecificConfig(config);
  if (isMalformed(parsed)) return undefined;
  const { sbr, objectType } = parsed;
  return `mp4a.40.${sbr?.hierarchical ? (sbr.ps ? PS : SBR) : objectType}`;
}

function mpegAudio(frame: Uint8Array): string | undefined {
  const header = parseMpegAudio(frame);
  if (isMalformed(header)) return undefined;
  return header.version === 1 ? "mp4a.6B" : "mp4a.69";
}

function digits(value: number): string {
  return String(value).padStart(2, "0");
}
