import { Malformed } from "media/malformed.ts";
import type { OpusMapping } from "./channels.ts";

/** Identification header (RFC 7845 §5.1). */
export interface OpusHead {
  readonly channels: number;
  /** Samples at 48 kHz to leave out at the start. */
  readonly preSkip: number;
  /** Of the original input in Hz; 0 where unknown. */
  readonly inputSampleRate: number;
  /** Output gain in steps of 1/256 dB. */
  readonly gain: number;
  /** Channel mapping family: 0 for one or two channels, 1 for up to 8 in Vorbis order, 255 for any. */
  readonly family: number;
  /** Of families other than 0. */
  readonly mapping?: OpusMapping;
}

const MAGIC = new TextEncoder().encode("OpusHead");
/** Bytes from the version to the mapping family. */
const FIXED = 11;

/** Reads an identification header; what follows it is not looked at. */
export function parseOpusHead(bytes: Uint8Array): OpusHead | Malformed {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) return new Malformed("Opus: no OpusHead");
  const body = bytes.subarray(MAGIC.length);
  if (body[0] >> 4 !== 0) return new Malformed("Opus: unknown version of OpusHead");
  return readFields(body, true);
}

/** Writes an identification header. */
export function encodeOpusHead(head: OpusHead): Uint8Array {
  const fields = writeFields(head, 1, true);
  const out = new Uint8Array(MAGIC.length + fields.length);
  out.set(MAGIC);
  out.set(fields, MAGIC.length);
  return out;
}

/** Reads the content of a `dOps` box (Opus in ISOBMFF §4.3.2): the same, most significant byte first. */
export function readDOps(bytes: Uint8Array): OpusHead | Malformed {
  if (bytes.length > 0 && bytes[0] !== 0) return new Malformed("Opus: unknown version of dOps");
  return readFields(bytes, false);
}

/** Writes the content of a `dOps` box. */
export function writeDOps(head: OpusHead): Uint8Array {
  return writeFields(head, 0, false);
}

/** Reads what both have in common behind the version, the first byte. */
function readFields(bytes: Uint8Array, littleEndian: boolean): OpusHead | Malformed {
  if (bytes.length < FIXED) return new Malformed("Opus: header is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const channels = bytes[1];
  const family = bytes[10];
  const limit = family === 0 ? 2 : family === 1 ? 8 : 255;
  if (channels === 0 || channels > limit) return new Malformed("Opus: channels out of range");
  const mapping = family === 0 ? undefined : readMapping(bytes, channels);
  if (mapping instanceof Malformed) return mapping;
  return {
    channels,
    preSkip: view.getUint16(2, littleEndian),
    inputSampleRate: view.getUint32(4, littleEndian),
    gain: view.getInt16(8, littleEndian),
    family,
    ...(mapping && { mapping }),
  };
}

function readMapping(bytes: Uint8Array, channels: number): OpusMapping | Malformed {
  if (bytes.length < FIXED + 2 + channels) return new Malformed("Opus: header is cut short");
  const streams = bytes[FIXED];
  const coupled = bytes[FIXED + 1];
  const mapped = Array.from(bytes.subarray(FIXED + 2, FIXED + 2 + channels));
  const decoded = streams + coupled;
  if (streams === 0 || coupled > streams || decoded > 255) {
    return new Malformed("Opus: streams out of range");
  }
  if (mapped.some((channel) => channel >= decoded && channel !== 255)) {
    return new Malformed("Opus: channel mapping out of range");
  }
  return { streams, coupled, channels: mapped };
}

function writeFields(head: OpusHead, version: number, littleEndian: boolean): Uint8Array {
  const { mapping } = head;
  const out = new Uint8Array(FIXED + (mapping ? 2 + mapping.channels.length : 0));
  const view = new DataView(out.buffer);
  out[0] = version;
  out[1] = head.channels;
  view.setUint16(2, head.preSkip, littleEndian);
  view.setUint32(4, head.inputSampleRate, littleEndian);
  view.setInt16(8, head.gain, littleEndian);
  out[10] = head.family;
  if (mapping) out.set([mapping.streams, mapping.coupled, ...mapping.channels], FIXED);
  return out;
}
