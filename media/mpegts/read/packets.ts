import { concat } from "media/bytes.ts";
import { PACKET_SIZE, SYNC_BYTE } from "../packet.ts";

/** Somebody who is handed packets: `bytes[at .. at + 188]`, which are his only during the call. */
export type PacketSink = (bytes: Uint8Array, at: number) => void;

/** Cuts a byte stream of any chunking into packets, and finds them again where something else came between. */
export class PacketSplitter {
  #rest = new Uint8Array();
  /** Whether a packet is where it should be. */
  #synced = false;

  /** Hands the packets that are whole to `sink`; the answer is how many bytes belonged to none. */
  push(bytes: Uint8Array, sink: PacketSink): number {
    const input = this.#rest.length > 0 ? concat([this.#rest, bytes]) : bytes;
    let at = 0, skipped = 0;
    while (at + PACKET_SIZE <= input.length) {
      if (input[at] !== SYNC_BYTE || !(this.#synced || this.#verified(input, at))) {
        this.#synced = false;
        const next = input.indexOf(SYNC_BYTE, at + 1);
        const end = next < 0 ? input.length : next;
        skipped += end - at;
        at = end;
        continue;
      }
      // Whether this is one shows in the next.
      if (!this.#synced && at + PACKET_SIZE === input.length && at > 0) break;
      this.#synced = true;
      sink(input, at);
      at += PACKET_SIZE;
    }
    this.#rest = input.slice(at);
    return skipped;
  }

  #verified(input: Uint8Array, at: number): boolean {
    const next = at + PACKET_SIZE;
    return next >= input.length || input[next] === SYNC_BYTE;
  }
}
