import { concat, writeU32 } from "media/bytes.ts";
import { fullBox, u16 } from "./box.ts";

/** Tags of descriptors (ISO/IEC 14496-1 table 1). */
const ES = 3, DECODER_CONFIG = 4, DECODER_SPECIFIC = 5, SL_CONFIG = 6;
/** streamType, and the bit behind it that is always set. */
const VISUAL = 0x11, AUDIO = 0x15;
/** Sync layer as in MP4 files. */
const PREDEFINED_MP4 = 2;
const BUFFER_AND_RATES = 11;

/**
 * Writes an `esds` box (ISO/IEC 14496-14 §5.6): `objectType` is the objectTypeIndication, `specific` the decoder's
 * config, which not all codecs have.
 */
export function esds(
  kind: "video" | "audio",
  objectType: number,
  specific?: Uint8Array,
): Uint8Array {
  const decoder = descriptor(
    DECODER_CONFIG,
    Uint8Array.of(objectType, kind === "video" ? VISUAL : AUDIO),
    new Uint8Array(BUFFER_AND_RATES),
    ...specific ? [descriptor(DECODER_SPECIFIC, specific)] : [],
  );
  const sync = descriptor(SL_CONFIG, Uint8Array.of(PREDEFINED_MP4));
  return fullBox("esds", 0, 0, descriptor(ES, u16(0), Uint8Array.of(0), decoder, sync));
}

/** A descriptor with its size in four bytes of seven bits each, as most writers have it. */
function descriptor(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(content.length > 0 ? content : [new Uint8Array(0)]);
  const header = new Uint8Array(5), { length } = body;
  writeU32(header, 1, 0x80808000 | (length >> 14 & 0x7f) << 16 | (length >> 7 & 0x7f) << 8);
  header[4] = length & 0x7f;
  header[0] = tag;
  return concat([header, body]);
}
