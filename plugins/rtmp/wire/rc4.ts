/** The cipher of RTMPE. It has been broken for long: it hides from those who do not look. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, i) => i);
  #i = 0;
  #j = 0;

  /** `key`: 1 to 256 bytes. */
  constructor(key: Uint8Array) {
    const state = this.#state;
    for (let i = 0, j = 0; i < 256; i++) {
      j = (j + state[i] + key[i % key.length]) & 255;
      [state[i], state[j]] = [state[j], state[i]];
    }
  }

  /** Encrypts or decrypts the next bytes in place. */
  crypt(bytes: Uint8Array): void {
    const state = this.#state;
    let i = this.#i, j = this.#j;
    for (let at = 0; at < bytes.length; at++) {
      i = (i + 1) & 255;
      const a = state[i];
      j = (j + a) & 255;
      const b = state[i] = state[j];
      state[j] = a;
      bytes[at] ^= state[(a + b) & 255];
    }
    this.#i = i;
    this.#j = j;
  }
}
