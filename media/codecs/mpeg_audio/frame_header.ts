import { Malformed } from "media/malformed.ts";

/** Bytes of a header. */
const SIZE = 4;

/** The header of a frame (ISO/IEC 11172-3 §2.4.2.3, 13818-3 §2.4.2.3; 2.5 is an addition of others). */
export interface MpegAudioHeader {
  readonly version: 1 | 2 | 2.5;
  readonly layer: 1 | 2 | 3;
  /** Bits per second. */
  readonly bitRate: number;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** Samples of the frame. */
  readonly samples: number;
  /** Bytes of the frame with its header. */
  readonly size: number;
}

/** By the two bits of the field; the second is reserved. */
const VERSIONS = [2.5, undefined, 2, 1] as const;
const LAYERS = [undefined, 3, 2, 1] as const;
const SAMPLE_RATES: readonly number[] = [44100, 48000, 32000];
/** In kbit/s, from index 1 on. */
const LAYER_1 = [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];
const LAYER_2 = [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const LAYER_3 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const LOW_LAYER_1 = [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
const LOW = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const MONO = 3;

/** Reads the header at `at`; Malformed for frames of free format as well, which do not tell their size. */
export function parseFrameHeader(bytes: Uint8Array, at = 0): MpegAudioHeader | Malformed {
  if (at + SIZE > bytes.length) return new Malformed("MPEG audio: header is cut short");
  const [first, second, third, fourth] = bytes.subarray(at, at + SIZE);
  if (first !== 0xff || second < 0xe0) return new Malformed("MPEG audio: no sync word");
  const version = VERSIONS[second >> 3 & 3], layer = LAYERS[second >> 1 & 3];
  if (!version || !layer) return new Malformed("MPEG audio: version or layer out of range");
  const bitRate = 1000 * (bitRates(version, layer)[(third >> 4) - 1] ?? 0);
  const sampleRate = (SAMPLE_RATES[third >> 2 & 3] ?? 0) / (version === 2.5 ? 4 : version);
  if (bitRate === 0 || sampleRate === 0) {
    return new Malformed("MPEG audio: bit rate or sample rate out of range");
  }
  const samples = layer === 1 ? 384 : layer === 3 && version > 1 ? 576 : 1152;
  const slot = layer === 1 ? 4 : 1, padding = third >> 1 & 1;
  const size = slot * (Math.floor(samples / 8 / slot * bitRate / sampleRate) + padding);
  const channels = fourth >> 6 === MONO ? 1 : 2;
  return { version, layer, bitRate, sampleRate, channels, samples, size };
}

function bitRates(version: number, layer: number): readonly number[] {
  if (version > 1) return layer === 1 ? LOW_LAYER_1 : LOW;
  return layer === 1 ? LAYER_1 : layer === 2 ? LAYER_2 : LAYER_3;
}
