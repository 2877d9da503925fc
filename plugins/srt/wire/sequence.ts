/** Packet sequence numbers have 31 bits, message numbers 26, of which 0 is none (draft-sharabayko-srt-01 §3.1). */
const SEQUENCES = 2 ** 31, MESSAGES = 2 ** 26;

/** The number `step` places behind (before, where negative) `sequence`. */
export function advance(sequence: number, step = 1): number {
  return (sequence + step + SEQUENCES) % SEQUENCES;
}

/** How far `to` is behind `from`: negative where it is before it, by way of the shorter half of the circle. */
export function distance(from: number, to: number): number {
  const apart = (to - from) & (SEQUENCES - 1);
  return apart < SEQUENCES / 2 ? apart : apart - SEQUENCES;
}

/** The message number that follows. */
export function nextMessage(message: number): number {
  return message + 1 < MESSAGES ? message + 1 : 1;
}
