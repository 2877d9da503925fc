import { readLeb128 } from "media/codecs/av1/leb128.ts";
import { Malformed } from "media/malformed.ts";

/** Bits of the aggregation header (AV1 RTP §4.4). */
export const CONTINUATION = 0x80;
export const CONTINUES_NEXT = 0x40;
export const NEW_SEQUENCE = 0x08;

/** OBU elements of a payload, as views; the last one has no size where the header tells their number. */
export function splitElements(payload: Uint8Array): Uint8Array[] | Malformed {
  const count = payload[0] >> 4 & 3;
  const elements: Uint8Array[] = [];
  for (let at = 1; at < payload.length;) {
    if (elements.length + 1 === count) {
      const begins = at > 1 || !(payload[0] & CONTINUATION);
      elements.push(begins ? withoutStraySize(payload, at) : payload.subarray(at));
      return elements;
    }
    const size = readLeb128(payload, at);
    if (!size || size.value > payload.length - size.end) {
      return new Malformed("AV1: OBU element is cut short");
    }
    at = size.end + size.value;
    elements.push(payload.subarray(size.end, at));
  }
  if (elements.length === 0 || elements.length < count) {
    return new Malformed("AV1: OBU elements are missing");
  }
  return elements;
}

/**
 * The last element, from `at` on. FFmpeg 9's sender may give it a size all the same; an OBU cannot begin like
 * most sizes, with the forbidden bit (AV1 §5.3.2).
 */
function withoutStraySize(payload: Uint8Array, at: number): Uint8Array {
  const size = payload[at] & 0x80 ? readLeb128(payload, at) : undefined;
  const fits = size !== undefined && size.value === payload.length - size.end;
  return payload.subarray(fits ? size.end : at);
}
