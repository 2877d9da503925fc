import { parseAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { isMalformed } from "media/malformed.ts";

/** Sizes in bits of the fields of AU headers (RFC 3640 §3.2.1.1). */
export interface AuLayout {
  /** At least 1. */
  readonly sizeLength: number;
  readonly indexLength: number;
  readonly indexDeltaLength: number;
}

/** Of the mode AAC-hbr (RFC 3640 §3.3.6). */
export const HIGH_BIT_RATE: AuLayout = { sizeLength: 13, indexLength: 3, indexDeltaLength: 3 };
/** Of the mode AAC-lbr (RFC 3640 §3.3.5). */
const LOW_BIT_RATE: AuLayout = { sizeLength: 6, indexLength: 2, indexDeltaLength: 2 };

/** The layout that fmtp parameters say; what they leave out is that of their mode, AAC-hbr without one. */
export function layoutOf(fmtp: ReadonlyMap<string, string>): AuLayout {
  const mode = fmtp.get("mode")?.toLowerCase() === "aac-lbr" ? LOW_BIT_RATE : HIGH_BIT_RATE;
  const bits = (name: string, otherwise: number) => {
    const value = Number(fmtp.get(name) || NaN);
    return Number.isInteger(value) && value >= 0 && value <= 32 ? value : otherwise;
  };
  return {
    sizeLength: bits("sizelength", mode.sizeLength) || mode.sizeLength,
    indexLength: bits("indexlength", mode.indexLength),
    indexDeltaLength: bits("indexdeltalength", mode.indexDeltaLength),
  };
}

/** Duration of an access unit in ticks of `clockRate`, by its AudioSpecificConfig. */
export function frameTicks(config: Uint8Array, clockRate: number): number {
  const parsed = parseAudioSpecificConfig(config);
  if (isMalformed(parsed)) return 1024;
  return Math.round(parsed.frameLength * clockRate / parsed.sampleRate);
}
