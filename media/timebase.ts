/** Converts `ticks` of clock `from` to clock `to` (both in Hz), rounded to an integer: one multiply, one divide. */
export function rescale(ticks: number, from: number, to: number): number {
  return from === to ? ticks : Math.round((ticks * to) / from);
}

/** Unwraps a 32-bit RTP timestamp against the last unwrapped one: the nearest value that is equal modulo 2^32. */
export function unwrap32(last: number, wrapped: number): number {
  return last + ((wrapped - last) | 0);
}
