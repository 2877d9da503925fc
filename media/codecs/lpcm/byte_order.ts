/**
 * Samples of 8, 16 or 24 bits with their bytes in reverse order, between big and little endian: a copy, or the input
 * for 8 bits. Bytes of a sample that is cut short at the end are left out.
 */
export function swapByteOrder(samples: Uint8Array, bitDepth: 8 | 16 | 24): Uint8Array {
  if (bitDepth === 8) return samples;
  const size = bitDepth / 8;
  const out = new Uint8Array(samples.length - samples.length % size);
  for (let i = 0; i < out.length; i += size) {
    out[i] = samples[i + size - 1];
    if (size === 3) out[i + 1] = samples[i + 1];
    out[i + size - 1] = samples[i];
  }
  return out;
}
