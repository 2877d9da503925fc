import { Malformed } from "media/malformed.ts";
import { FieldReader } from "media/field_reader.ts";

/** Tags of descriptors (ISO/IEC 14496-1 table 1). */
const ES = 3, DECODER_CONFIG = 4, DECODER_SPECIFIC = 5;
/** objectTypeIndication of AAC: MPEG-4, and MPEG-2 Main, Low Complexity, Scalable Sampling Rate. */
const AAC: ReadonlySet<number> = new Set([0x40, 0x66, 0x67, 0x68]);
const MAX_SIZE_BYTES = 4;

/** The DecoderSpecificInfo of AAC in the content of an `esds` box, as a view; undefined for other codecs. */
export function readDecoderConfig(bytes: Uint8Array): Uint8Array | undefined | Malformed {
  const reader = new FieldReader(bytes);
  reader.skip(4);
  if (!enter(reader, ES)) return new Malformed("MP4: esds without an ES descriptor");
  reader.skip(2);
  const flags = reader.u8();
  if ((flags & 0x80) !== 0) reader.skip(2); // depends on another stream
  if ((flags & 0x40) !== 0) reader.skip(reader.u8()); // URL
  if ((flags & 0x20) !== 0) reader.skip(2); // clock stream
  if (!enter(reader, DECODER_CONFIG)) return new Malformed("MP4: esds without a decoder config");
  const codec = reader.u8();
  if (!AAC.has(codec)) return reader.overrun ? new Malformed("MP4: esds is cut short") : undefined;
  reader.skip(12);
  const size = enter(reader, DECODER_SPECIFIC);
  if (!size || size > reader.remaining) return new Malformed("MP4: esds without an audio config");
  return bytes.subarray(reader.at, reader.at + size);
}

/** Reads the header of a descriptor that must have `tag`: its size, of 7 bits a byte; undefined for another. */
function enter(reader: FieldReader, tag: number): number | undefined {
  if (reader.u8() !== tag) return undefined;
  let size = 0;
  for (let i = 0; i < MAX_SIZE_BYTES; i++) {
    const byte = reader.u8();
    size = size << 7 | byte & 0x7f;
    if (byte < 0x80) break;
  }
  return reader.overrun ? undefined : size;
}
