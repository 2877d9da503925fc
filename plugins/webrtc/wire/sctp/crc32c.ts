const TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  for (let bit = 0; bit < 8; bit++) i = i & 1 ? i >>> 1 ^ 0x82f63b78 : i >>> 1;
  return i;
});

/** CRC-32C (RFC 9260 appendix A), of `bytes` with zeros in place of the four from `hole` on. */
export function crc32c(bytes: Uint8Array, hole: number): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = i >= hole && i < hole + 4 ? 0 : bytes[i];
    crc = crc >>> 8 ^ TABLE[(crc ^ byte) & 0xff];
  }
  return ~crc >>> 0;
}
