import { Malformed } from "media/malformed.ts";
import { channelConfiguration, channelsOf, sampleRateIndex, sampleRateOf } from "./sample_rate.ts";

/** Bytes of a header without CRC. */
const HEADER = 7;
/** Bytes of a frame, header included. */
const MAX_FRAME = 0x1fff;
/** Buffer fullness that tells a variable bit rate. */
const VARIABLE_RATE = 0x7ff;

/** What an ADTS header (ISO 14496-3 §1.A.2.2) tells of the audio. */
export interface AdtsFormat {
  /** Audio object type, 1–4. */
  readonly objectType: number;
  /** In Hz. */
  readonly sampleRate: number;
  /** 1–6 or 8. */
  readonly channels: number;
}

export interface AdtsHeader extends AdtsFormat {
  /** Bytes of the header, its CRC included. */
  readonly headerLength: number;
  /** Bytes of the frame, its header included. */
  readonly frameLength: number;
}

export interface AdtsFrame extends AdtsFormat {
  /** The raw data block, as a view. */
  readonly payload: Uint8Array;
}

/** Reads the header at `at`; the frame itself may go on beyond the end of `bytes`. */
export function parseAdtsHeader(bytes: Uint8Array, at = 0): AdtsHeader | Malformed {
  if (at + HEADER > bytes.length) return new Malformed("ADTS: header is cut short");
  if (bytes[at] !== 0xff || (bytes[at + 1] & 0xf6) !== 0xf0) {
    return new Malformed("ADTS: no syncword");
  }
  const sampleRate = sampleRateOf(bytes[at + 2] >> 2 & 0x0f);
  const channels = channelsOf((bytes[at + 2] & 1) << 2 | bytes[at + 3] >> 6);
  const frameLength = (bytes[at + 3] & 3) << 11 | bytes[at + 4] << 3 | bytes[at + 5] >> 5;
  const headerLength = (bytes[at + 1] & 1) !== 0 ? HEADER : HEADER + 2;
  if (!sampleRate) return new Malformed("ADTS: sampling frequency out of range");
  if (!channels) return new Malformed("ADTS: channel configuration out of range");
  if ((bytes[at + 6] & 3) !== 0) return new Malformed("ADTS: several raw data blocks in a frame");
  if (frameLength < headerLength) return new Malformed("ADTS: frame length out of range");
  return { objectType: (bytes[at + 2] >> 6) + 1, sampleRate, channels, headerLength, frameLength };
}

/** Whole frames, one behind the other. */
export function parseAdts(bytes: Uint8Array): AdtsFrame[] | Malformed {
  const frames: AdtsFrame[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = parseAdtsHeader(bytes, at);
    if (header instanceof Malformed) return header;
    const { headerLength, frameLength, ...format } = header;
    if (at + frameLength > bytes.length) return new Malformed("ADTS: frame is cut short");
    frames.push({ ...format, payload: bytes.subarray(at + headerLength, at + frameLength) });
    at += frameLength;
  }
  return frames;
}

/** A frame with its header, without CRC; Malformed where a header cannot tell the format or the length. */
export function encodeAdts(format: AdtsFormat, payload: Uint8Array): Uint8Array | Malformed {
  const rate = sampleRateIndex(format.sampleRate);
  const channels = channelConfiguration(format.channels);
  const profile = format.objectType - 1;
  const length = HEADER + payload.length;
  if (rate < 0) return new Malformed(`ADTS: cannot tell a rate of ${format.sampleRate} Hz`);
  if (channels < 0) return new Malformed(`ADTS: cannot tell ${format.channels} channels`);
  if (profile < 0 || profile > 3) return new Malformed("ADTS: cannot tell the object type");
  if (length > MAX_FRAME) return new Malformed(`ADTS: frame over ${MAX_FRAME} bytes`);
  const out = new Uint8Array(length);
  out[0] = 0xff;
  out[1] = 0xf1;
  out[2] = profile << 6 | rate << 2 | channels >> 2;
  out[3] = (channels & 3) << 6 | length >> 11;
  out[4] = length >> 3;
  out[5] = (length & 7) << 5 | VARIABLE_RATE >> 6;
  out[6] = (VARIABLE_RATE & 0x3f) << 2;
  out.set(payload, HEADER);
  return out;
}
