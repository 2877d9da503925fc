const TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  for (let bit = 0; bit < 8; bit++) i = i & 1 ? i >>> 1 ^ 0xedb88320 : i >>> 1;
  return i;
});

/** CRC-32 (ISO 3309), as STUN's fingerprint has it. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = crc >>> 8 ^ TABLE[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}
