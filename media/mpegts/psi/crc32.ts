/** Polynomial of ISO/IEC 13818-1 annex A. */
const POLYNOMIAL = 0x04c11db7;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
  return crc >>> 0;
});

/** CRC_32 of `bytes[start .. end]`, most significant bit first; 0 over a section with its own CRC at the end. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  for (let at = start; at < end; at++) crc = crc << 8 ^ TABLE[(crc >>> 24) ^ bytes[at]];
  return crc >>> 0;
}
