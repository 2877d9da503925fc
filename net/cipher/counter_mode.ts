import { timingSafeEqual } from "node:crypto";
import type { Counter, PacketCipher } from "./cipher.ts";

/** HMAC-SHA1 of one key. */
export interface Mac {
  /** The 20 bytes that `over` has made, until its next call. */
  readonly digest: Uint8Array;
  /** Over `packet[.. size]` and the four bytes of `word`. */
  over(packet: Uint8Array, size: number, word: number): void;
}

/** AES in counter mode, and HMAC-SHA1 over what it encrypted (RFC 3711 §4), whoever computes the two. */
export class CounterMode implements PacketCipher {
  readonly tag: Uint8Array;

  constructor(
    private readonly counter: Counter,
    private readonly mac: Mac,
    readonly tagLength: number,
    /** Gives back both. */
    readonly close: () => void,
  ) {
    this.tag = mac.digest.subarray(0, tagLength);
  }

  seal(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
  ): void {
    this.counter.crypt(body, size, iv);
    this.mac.over(packet, header + size, word);
  }

  open(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
    tag: Uint8Array,
  ): boolean {
    this.mac.over(packet, header + size, word);
    if (tag.length !== this.tagLength || !timingSafeEqual(tag, this.tag)) return false;
    this.counter.crypt(body, size, iv);
    return true;
  }
}
