import type { Bytes } from "../packet.ts";

/** Packets to send: number `i` is `bytes[offsets[i] .. offsets[i] + sizes[i]]`. */
export interface Packets {
  readonly bytes: Bytes;
  readonly offsets: number[];
  readonly sizes: number[];
}

/** What a connection wants to send, in order; packets that lie in the same bytes are kept together. */
export class Outbox {
  #runs: Packets[] = [];

  add(bytes: Bytes, start = 0, end = bytes.length): void {
    const last = this.#runs.at(-1);
    if (last?.bytes === bytes) {
      last.offsets.push(start);
      last.sizes.push(end - start);
    } else this.#runs.push({ bytes, offsets: [start], sizes: [end - start] });
  }

  take(): readonly Packets[] {
    const runs = this.#runs;
    if (runs.length > 0) this.#runs = [];
    return runs;
  }
}
