import type { Bytes } from "../packet.ts";

/** Packets to send: number `i` is `bytes[offsets[i] .. offsets[i] + sizes[i]]`. */
export interface Packets {
  readonly bytes: Bytes;
  readonly offsets: number[];
  readonly sizes: number[];
}

/** Bytes that packets are laid into where nobody lends any. */
const ROOM = 16 * 1024;

/** What a connection wants to send, in order; packets that lie in the same bytes are kept together. */
export class Outbox {
  #runs: Packets[] = [];
  #room: Bytes;
  #used = 0;

  /** `lent`: bytes that packets may be laid into, if what was taken is sent before anything else is laid. */
  constructor(private readonly lent?: Bytes) {
    this.#room = lent ?? NOTHING;
  }

  /** Adds a packet of `size` bytes, which `write` lays at its place. */
  lay(size: number, write: (bytes: Bytes, at: number) => void): void {
    if (this.#used + size > this.#room.length) {
      this.#room = new Uint8Array(Math.max(ROOM, size));
      this.#used = 0;
    }
    write(this.#room, this.#used);
    this.add(this.#room, this.#used, this.#used + size);
    this.#used += size;
  }

  add(bytes: Bytes, start = 0, end = bytes.length): void {
    const last = this.#runs.at(-1);
    if (last?.bytes === bytes) {
      last.offsets.push(start);
      last.sizes.push(end - start);
    } else this.#runs.push({ bytes, offsets: [start], sizes: [end - start] });
  }

  take(): readonly Packets[] {
    const runs = this.#runs;
    if (runs.length === 0) return runs;
    this.#runs = [];
    if (this.lent) {
      this.#room = this.lent;
      this.#used = 0;
    }
    return runs;
  }
}

const NOTHING = new Uint8Array(0);
