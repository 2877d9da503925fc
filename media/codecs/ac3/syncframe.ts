import { BitReader } from "media/bits.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";

/** Samples of every frame. */
export const AC3_SAMPLES = 1536;

/** The start of a frame (ATSC A/52 §5.3): synchronization and bit stream information. */
export interface Ac3Syncframe {
  /** Code of the sample rate: 0 48 kHz, 1 44.1 kHz, 2 32 kHz. */
  readonly fscod: number;
  /** Code of the bit rate, 0–18. */
  readonly bitRateCode: number;
  /** Version; 9 and 10 have half and a quarter of the sample rate. */
  readonly bsid: number;
  /** Kind of service. */
  readonly bsmod: number;
  /** Layout of the channels. */
  readonly acmod: number;
  /** There is a channel of low frequencies. */
  readonly lfe: boolean;
  readonly sampleRate: number;
  readonly channels: number;
  /** Bytes of the frame with its header. */
  readonly size: number;
}

const SYNC_WORD = 0x0b77;
/** Frames of higher versions are those of E-AC-3. */
const MAX_BSID = 10;
const PLAIN_BSID = 8;
const SAMPLE_RATES: readonly number[] = [48000, 44100, 32000];
/** In kbit/s, by half the code of the frame size. */
const BIT_RATES: readonly number[] = [
  ...[32, 40, 48, 56, 64, 80, 96, 112, 128, 160],
  ...[192, 224, 256, 320, 384, 448, 512, 576, 640],
];
/** Full channels by acmod. */
const CHANNELS: readonly number[] = [2, 1, 2, 3, 3, 4, 4, 5];

/** Reads the start of the frame at `at`. */
export function parseSyncframe(bytes: Uint8Array, at = 0): Ac3Syncframe | Malformed {
  const reader = new BitReader(bytes, at);
  const sync = reader.u(16);
  reader.skip(16); // CRC
  const fscod = reader.u(2), sizeCode = reader.u(6), bsid = reader.u(5), bsmod = reader.u(3);
  const acmod = reader.u(3);
  if ((acmod & 1) !== 0 && acmod !== 1) reader.skip(2); // centre mix level
  if ((acmod & 4) !== 0) reader.skip(2); // surround mix level
  if (acmod === 2) reader.skip(2); // Dolby Surround
  const lfe = reader.flag();
  if (reader.overrun) return new Malformed("AC-3: header is cut short");
  if (sync !== SYNC_WORD) return new Malformed("AC-3: no sync word");
  if (bsid > MAX_BSID) return new Malformed(`AC-3: version ${bsid} is not supported`);
  const bitRateCode = sizeCode >> 1, bitRate = BIT_RATES[bitRateCode];
  const sampleRate = sampleRateOf(fscod, bsid);
  if (!sampleRate || !bitRate) return new Malformed("AC-3: sample rate or size out of range");
  const words = Math.floor(bitRate * 1000 * AC3_SAMPLES / SAMPLE_RATES[fscod] / 16);
  const size = 2 * (words + (fscod === 1 ? sizeCode & 1 : 0)), channels = channelsOf(acmod, lfe);
  return { fscod, bitRateCode, bsid, bsmod, acmod, lfe, sampleRate, channels, size };
}

/** In Hz; undefined where the code or the version is out of range. */
export function sampleRateOf(fscod: number, bsid: number): number | undefined {
  if (bsid > MAX_BSID || fscod >= SAMPLE_RATES.length) return undefined;
  return SAMPLE_RATES[fscod] >> Math.max(0, bsid - PLAIN_BSID);
}

/** Channels of a layout, 0–7. */
export function channelsOf(acmod: number, lfe: boolean): number {
  return CHANNELS[acmod] + (lfe ? 1 : 0);
}

/** The config of a track that begins with `frame`. */
export function configOfFrame(frame: Uint8Array): ConfigOf<"AC3"> | Malformed {
  const parsed = parseSyncframe(frame);
  if (isMalformed(parsed)) return parsed;
  return { codec: "AC3", sampleRate: parsed.sampleRate, channels: parsed.channels };
}
