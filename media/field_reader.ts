/**
 * Reads big-endian fields one behind the other. What is read past the end is 0 and sets `overrun` for good, so that a
 * parser checks once, at its end, and before every loop whose count it has read.
 */
export class FieldReader {
  overrun = false;
  readonly #view: DataView;
  #at: number;

  /** Reads `bytes[start .. end]`, which lies within the bytes. */
  constructor(bytes: Uint8Array, start = 0, private readonly end = bytes.length) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  /** Position in the bytes. */
  get at(): number {
    return this.#at;
  }

  /** Bytes left. */
  get remaining(): number {
    return this.end - this.#at;
  }

  u8(): number {
    return this.#take(1) ? this.#view.getUint8(this.#at - 1) : 0;
  }

  u16(): number {
    return this.#take(2) ? this.#view.getUint16(this.#at - 2) : 0;
  }

  u32(): number {
    return this.#take(4) ? this.#view.getUint32(this.#at - 4) : 0;
  }

  i32(): number {
    return this.u32() | 0;
  }

  /** 64 bits, unsigned; above 2^53 no longer exact. */
  u64(): number {
    return this.u32() * 2 ** 32 + this.u32();
  }

  /** 64 bits, signed. */
  i64(): number {
    return this.i32() * 2 ** 32 + this.u32();
  }

  /** Four characters. */
  type(): string {
    return String.fromCharCode(this.u8(), this.u8(), this.u8(), this.u8());
  }

  /** A copy of the next `count` bytes; empty where there are fewer. */
  bytes(count: number): Uint8Array<ArrayBuffer> {
    const from = this.#at;
    return Uint8Array.from(
      { length: this.#take(count) ? count : 0 },
      (_, i) => this.#view.getUint8(from + i),
    );
  }

  /** Passes over `count` bytes. */
  skip(count: number): void {
    this.#take(count);
  }

  /** Whether `count` entries of `size` bytes are left; an overrun where not. */
  has(count: number, size: number): boolean {
    if (count * size > this.remaining) this.overrun = true;
    return !this.overrun;
  }

  #take(count: number): boolean {
    if (count > this.remaining) {
      this.overrun = true;
      this.#at = this.end;
      return false;
    }
    this.#at += count;
    return true;
  }
}
