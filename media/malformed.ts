/** A parser's answer to input that breaks its format: a value, never a throw, so that hot paths only count it. */
export class Malformed {
  constructor(readonly reason: string) {}
}

/** Narrows a parser's answer to the failure case. */
export function isMalformed(value: unknown): value is Malformed {
  return value instanceof Malformed;
}
