/** Indices behind the newest that are told apart. */
const WINDOW = 64;

/** The RTCP packets of one SSRC: which have come already (RFC 3711 §3.4). Each SSRC counts by itself. */
export class RtcpSource {
  #newest = -1;
  readonly #seen: boolean[] = [];

  /** Whether the packet with this index came already, or so late that nobody knows. */
  stale(index: number): boolean {
    const behind = this.#newest - index;
    return behind >= WINDOW || behind >= 0 && this.#seen[index % WINDOW];
  }

  /** Notes a packet, once it has proved genuine. */
  note(index: number): void {
    const ahead = Math.min(WINDOW, index - this.#newest);
    for (let i = 0; i < ahead; i++) this.#seen[(index - i + WINDOW) % WINDOW] = false;
    if (ahead > 0) this.#newest = index;
    this.#seen[index % WINDOW] = true;
  }
}
