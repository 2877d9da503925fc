/** Packets that can be sent again, a power of two: more than a second of video. */
const SIZE = 1024;

/** Where the newest packets of one track lie, for those that got lost. Holds references, not copies. */
export class History {
  readonly #numbers = new Int32Array(SIZE).fill(-1);
  readonly #buffers: (Uint8Array | undefined)[] = new Array(SIZE).fill(undefined);
  readonly #offsets = new Int32Array(SIZE);
  readonly #sizes = new Int32Array(SIZE);

  /** Notes packet `number`, which was made of `buffer[offset .. offset + size]`. */
  add(number: number, buffer: Uint8Array, offset: number, size: number): void {
    const slot = number & SIZE - 1;
    this.#numbers[slot] = number;
    this.#buffers[slot] = buffer;
    this.#offsets[slot] = offset;
    this.#sizes[slot] = size;
  }

  /** Calls back with what packet `number` was made of, where it is still known. */
  find(number: number, found: (buffer: Uint8Array, offset: number, size: number) => void): void {
    const slot = number & SIZE - 1, buffer = this.#buffers[slot];
    if (buffer && this.#numbers[slot] === number) {
      found(buffer, this.#offsets[slot], this.#sizes[slot]);
    }
  }
}
