/** Types that only RTP has (RFC 7798 §4.4). */
export const AP = 48;
export const FU = 49;

/** Type of the NAL unit or RTP payload with this first byte. */
export function typeOf(header: number): number {
  return header >> 1 & 0x3f;
}
