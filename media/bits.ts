/** Zeros before the longest code: 2^32 − 2 is the largest value (ITU-T H.264 §9.1). */
const MAX_ZEROS = 31;

/**
 * Reads bits, most significant first. What is read past the end is 0 and sets `overrun` for good, so that a parser
 * checks once, at its end, and before every loop whose count it has read.
 */
export class BitReader {
  /** The input ended too early, or held a code longer than any. */
  overrun = false;
  private at: number;
  private readonly end: number;

  /** Begins at byte `start`. */
  constructor(private readonly bytes: Uint8Array, start = 0) {
    this.at = 8 * start;
    this.end = 8 * bytes.length;
  }

  /** Bits left. */
  get remaining(): number {
    return Math.max(0, this.end - this.at);
  }

  /** Bits read so far, from the beginning of the bytes. */
  get position(): number {
    return this.at;
  }

  /** Unsigned integer of `count` bits, 0 to 53. */
  u(count: number): number {
    if (count > this.end - this.at) return this.fail();
    let value = 0;
    let left = count;
    while (left > 0) {
      const free = 8 - (this.at & 7);
      const take = free < left ? free : left;
      const chunk = this.bytes[this.at >>> 3] >> (free - take) & ((1 << take) - 1);
      value = value * (1 << take) + chunk;
      this.at += take;
      left -= take;
    }
    return value;
  }

  /** One bit. */
  flag(): boolean {
    return this.u(1) === 1;
  }

  /** Passes over `count` bits. */
  skip(count: number): void {
    if (count > this.end - this.at) this.fail();
    else this.at += count;
  }

  /** Unsigned Exp-Golomb code (ITU-T H.264 §9.1). */
  ue(): number {
    let zeros = 0;
    while (this.u(1) === 0) {
      if (this.overrun || ++zeros > MAX_ZEROS) return this.fail();
    }
    const suffix = this.u(zeros);
    return this.overrun ? 0 : 2 ** zeros - 1 + suffix;
  }

  /** Signed Exp-Golomb code (ITU-T H.264 §9.1.1). */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : 0 - code / 2;
  }

  private fail(): number {
    this.overrun = true;
    this.at = this.end;
    return 0;
  }
}

/** Writes bits, most significant first. */
export class BitWriter {
  private readonly out: number[] = [];
  /** Bits not used of the last byte. */
  private free = 0;

  /** The low `count` bits, 0 to 53, of an unsigned integer. */
  u(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit--) {
      if (this.free === 0) {
        this.out.push(0);
        this.free = 8;
      }
      this.free--;
      this.out[this.out.length - 1] |= Math.floor(value / 2 ** bit) % 2 << this.free;
    }
    return this;
  }

  flag(value: boolean): this {
    return this.u(value ? 1 : 0, 1);
  }

  /** Unsigned Exp-Golomb code of 0 to 2^32 − 2. */
  ue(value: number): this {
    const zeros = Math.floor(Math.log2(value + 1));
    return this.u(0, zeros).u(value + 1, zeros + 1);
  }

  /** Signed Exp-Golomb code. */
  se(value: number): this {
    return this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** What was written, filled up with zero bits to whole bytes. */
  bytes(): Uint8Array {
    return Uint8Array.from(this.out);
  }
}
