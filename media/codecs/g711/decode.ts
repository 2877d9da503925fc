/**
 * Decodes mu-law samples (ITU-T G.711) to 16-bit samples, big endian, as LPCM units hold them; twice the bytes.
 */
export function decodeMuLaw(samples: Uint8Array): Uint8Array {
  return decode(samples, MU_LAW);
}

/** The same for A-law. */
export function decodeALaw(samples: Uint8Array): Uint8Array {
  return decode(samples, A_LAW);
}

const MU_LAW = Int16Array.from({ length: 256 }, (_, code) => expandMuLaw(code));
const A_LAW = Int16Array.from({ length: 256 }, (_, code) => expandALaw(code));

function decode(samples: Uint8Array, table: Int16Array): Uint8Array {
  const out = new Uint8Array(2 * samples.length);
  for (let i = 0; i < samples.length; i++) {
    const value = table[samples[i]];
    out[2 * i] = value >> 8;
    out[2 * i + 1] = value;
  }
  return out;
}

/** All bits are inverted; a sign, a segment of three bits and a step of four, from 33 on. */
function expandMuLaw(code: number): number {
  const bits = ~code;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << (bits >> 4 & 7)) - 0x84;
  return (bits & 0x80) !== 0 ? -magnitude : magnitude;
}

/** Even bits are inverted; segment 0 goes on in the steps of segment 1. */
function expandALaw(code: number): number {
  const bits = code ^ 0x55;
  const segment = bits >> 4 & 7;
  const step = ((bits & 0x0f) << 4) + (segment === 0 ? 8 : 0x108);
  const magnitude = segment > 1 ? step << (segment - 1) : step;
  return (bits & 0x80) !== 0 ? magnitude : -magnitude;
}
