/** Packets behind the newest that are told apart, a power of two: what libwebrtc keeps. */
const WINDOW = 1024;

/**
 * The packets of one SSRC: how often their numbers have wrapped (RFC 3711 §3.3.1), and which have come already
 * (§3.3.2).
 */
export class Source {
  /** How often the numbers have wrapped, as `guess` has found it for its packet. */
  rollOver = 0;
  #highest = -1;
  #wraps: number;
  readonly #seen = new Uint8Array(WINDOW);

  /** `wraps`: how often they had wrapped before the first packet. */
  constructor(wraps = 0) {
    this.#wraps = wraps;
  }

  /** How often they have wrapped by the newest packet. */
  get wraps(): number {
    return this.#wraps;
  }

  /**
   * Finds the roll-over counter of the packet with this sequence number: that which is nearest to the newest one.
   * False where it would be negative, or its 32 bits are used up.
   */
  guess(sequence: number): boolean {
    const newest = this.#highest & 0xffff;
    this.rollOver = this.#wraps;
    if (this.#highest < 0) return true;
    if (newest < 0x8000) {
      if (sequence - newest > 0x8000) this.rollOver--;
    } else if (newest - 0x8000 > sequence) this.rollOver++;
    return this.rollOver >= 0 && this.rollOver < 2 ** 32;
  }

  /** Whether the packet of the last `guess` came already, or so late that nobody knows. */
  stale(sequence: number): boolean {
    if (this.#highest < 0) return false;
    const behind = this.#index() - this.#indexOf(sequence);
    return behind >= WINDOW || behind >= 0 && this.#seen[sequence & WINDOW - 1] === 1;
  }

  /** Notes the packet of the last `guess`, once it has proved genuine. */
  note(sequence: number): void {
    const index = this.#indexOf(sequence);
    let ahead = this.#highest < 0 ? WINDOW : index - this.#index();
    if (ahead > 0) {
      if (ahead > WINDOW) ahead = WINDOW;
      for (let i = 0; i < ahead; i++) this.#seen[sequence - i & WINDOW - 1] = 0;
      this.#highest = sequence;
      this.#wraps = this.rollOver;
    }
    this.#seen[sequence & WINDOW - 1] = 1;
  }

  #index(): number {
    return this.#wraps * 0x10000 + this.#highest;
  }

  #indexOf(sequence: number): number {
    return this.rollOver * 0x10000 + sequence;
  }
}
