/** A random unsigned 32-bit number: SSRCs, first sequence numbers and timestamps (RFC 3550 §5.1). */
export function random32(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0];
}
