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
const FIXED = 19;

/** Reads an identification header; what follows it is not looked at. */
export function parseOpusHead(bytes: Uint8Array): OpusHead | Malformed {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) return new Malformed("Opus: no OpusHead");
  if (bytes.length < FIXED) return new Malformed("Opus: OpusHead is cut short");
  if (bytes[8] >> 4 !== 0) return new Malformed("Opus: unknown version of OpusHead");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const channels = bytes[9];
  const family = bytes[18];
  const limit = family === 0 ? 2 : family === 1 ? 8 : 255;
  if (channels === 0 || channels > limit) return new Malformed("Opus: channels out of range");
  const mapping = family === 0 ? undefined : readMapping(bytes, channels);
  if (mapping instanceof Malformed) return mapping;
  return {
    channels,
    preSkip: view.getUint16(10, true),
    inputSampleRate: view.getUint32(12, true),
    gain: view.getInt16(16, true),
    family,
    ...(mapping && { mapping }),
  };
}

function readMapping(bytes: Uint8Array, channels: number): OpusMapping | Malformed {
  if (bytes.length < FIXED + 2 + channels) return new Malformed("Opus: OpusHead is cut short");
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

/** Writes an identification header. */
export function encodeOpusHead(head: OpusHead): Uint8Array {
  const { mapping } = head;
  const out = new Uint8Array(FIXED + (mapping ? 2 + mapping.channels.length : 0));
  const view = new DataView(out.buffer);
  out.set(MAGIC);
  out[8] = 1;
  out[9] = head.channels;
  view.setUint16(10, head.preSkip, true);
  view.setUint32(12, head.inputSampleRate, true);
  view.setInt16(16, head.gain, true);
  out[18] = head.family;
  if (mapping) out.set([mapping.streams, mapping.coupled, ...mapping.channels], FIXED);
  return out;
}
