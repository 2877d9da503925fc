/** For tests: every truncation of `bytes`, then each byte with single bits flipped, cleared and set. */
export function* damaged(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) yield bytes.slice(0, length);
  for (let at = 0; at < bytes.length; at++) {
    for (const value of [0, 0xff, bytes[at] ^ 1, bytes[at] ^ 0x10, bytes[at] ^ 0x80]) {
      const copy = bytes.slice();
      copy[at] = value;
      yield copy;
    }
  }
}

/** For tests: bytes of a hex string; white space is skipped. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/\s/g, "");
  return Uint8Array.from(
    { length: digits.length / 2 },
    (_, i) => parseInt(digits.substr(2 * i, 2), 16),
  );
}

/** For tests: `length` bytes that do not repeat soon. */
export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = seed >>> 0 || 1;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    return state >>> 24;
  });
}
