import { Malformed } from "media/malformed.ts";
import { leb128Size, readLeb128, writeLeb128 } from "./leb128.ts";

/** OBU types (AV1 §6.2.2). */
export const OBU_SEQUENCE_HEADER = 1;
export const OBU_TEMPORAL_DELIMITER = 2;
export const OBU_FRAME_HEADER = 3;
export const OBU_TILE_GROUP = 4;
export const OBU_METADATA = 5;
export const OBU_FRAME = 6;
export const OBU_REDUNDANT_FRAME_HEADER = 7;
export const OBU_TILE_LIST = 8;
export const OBU_PADDING = 15;

/** OBUs of one temporal unit: more is refused. */
export const MAX_OBUS = 256;
/** Bytes of one temporal unit: more is refused. */
export const MAX_TEMPORAL_UNIT_SIZE = 10 * 1024 * 1024;

const EXTENSION = 0x04;
const HAS_SIZE = 0x02;

/** An OBU header (AV1 §5.3.2). */
export interface ObuHeader {
  readonly type: number;
  /** Bytes of the header without the size field: 1, or 2 with an extension. */
  readonly size: number;
  /** A size field follows. */
  readonly hasSize: boolean;
  readonly temporalId: number;
  readonly spatialId: number;
}

/** Type of an OBU, 0–15; 0, which is reserved, where it is empty. */
export function obuType(obu: Uint8Array): number {
  return obu.length > 0 ? obu[0] >> 3 & 0x0f : 0;
}

/** Bytes of an OBU's header without the size field: 1, or 2 with an extension. */
export function headerSize(obu: Uint8Array): number {
  return (obu[0] & EXTENSION) !== 0 ? 2 : 1;
}

/** Reads the OBU header at `at`. */
export function parseObuHeader(bytes: Uint8Array, at = 0): ObuHeader | Malformed {
  const first = bytes[at];
  const size = (first & EXTENSION) !== 0 ? 2 : 1;
  if (at + size > bytes.length) return new Malformed("AV1: OBU header is cut short");
  if ((first & 0x80) !== 0) return new Malformed("AV1: forbidden bit of OBU header is set");
  const extension = size === 2 ? bytes[at + 1] : 0;
  return {
    type: first >> 3 & 0x0f,
    size,
    hasSize: (first & HAS_SIZE) !== 0,
    temporalId: extension >> 5,
    spatialId: extension >> 3 & 3,
  };
}

/**
 * OBUs of a temporal unit in the low-overhead format (AV1 §5.2) without size fields and temporal delimiters: views of
 * one copy. The last one may come without a size field and ends with the input.
 */
export function splitObus(bytes: Uint8Array): Uint8Array[] | Malformed {
  if (bytes.length > MAX_TEMPORAL_UNIT_SIZE) {
    return new Malformed("AV1: temporal unit is too large");
  }
  const copy = new Uint8Array(bytes.length);
  const obus: Uint8Array[] = [];
  let written = 0;
  for (let at = 0; at < bytes.length;) {
    const header = parseObuHeader(bytes, at);
    if (header instanceof Malformed) return header;
    const body = bodyOf(bytes, at + header.size, header.hasSize);
    if (!body) return new Malformed("AV1: OBU size is beyond the end");
    const obu = copy.subarray(written, written + header.size + body.length);
    obu.set(bytes.subarray(at, at + header.size));
    obu[0] &= ~HAS_SIZE;
    obu.set(body, header.size);
    if (header.type !== OBU_TEMPORAL_DELIMITER) obus.push(obu);
    if (obus.length > MAX_OBUS) return new Malformed(`AV1: over ${MAX_OBUS} OBUs`);
    written += obu.length;
    at = body.byteOffset - bytes.byteOffset + body.length;
  }
  return obus;
}

function bodyOf(bytes: Uint8Array, at: number, hasSize: boolean): Uint8Array | undefined {
  if (!hasSize) return bytes.subarray(at);
  const size = readLeb128(bytes, at);
  if (!size || size.value > bytes.length - size.end) return undefined;
  return bytes.subarray(size.end, size.end + size.value);
}

/** OBUs without size fields as one temporal unit in the low-overhead format; empty ones are left out. */
export function joinObus(obus: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const obu of obus) {
    if (obu.length > 0) length += obu.length + leb128Size(bodySize(obu));
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const obu of obus) {
    if (obu.length > 0) at = writeObu(out, at, obu);
  }
  return out;
}

function writeObu(out: Uint8Array, start: number, obu: Uint8Array): number {
  const header = Math.min(headerSize(obu), obu.length);
  out.set(obu.subarray(0, header), start);
  out[start] |= HAS_SIZE;
  const at = writeLeb128(out, start + header, bodySize(obu));
  out.set(obu.subarray(header), at);
  return at + obu.length - header;
}

function bodySize(obu: Uint8Array): number {
  return Math.max(0, obu.length - headerSize(obu));
}
