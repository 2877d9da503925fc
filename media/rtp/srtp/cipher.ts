/**
 * Encrypts and authenticates the packets of one key. `word` is 32 bits that are authenticated but not encrypted with
 * the packet: the roll-over counter or the index of SRTCP; −1 for none. Nothing is allocated.
 */
export interface PacketCipher {
  /** Bytes of a tag. */
  readonly tagLength: number;
  /** The tag that `seal` has made, until the next call. */
  readonly tag: Uint8Array;
  /**
   * Encrypts `body[.. size]`, a view of `packet` from `header` on, in place; `packet[.. header]` is authenticated as
   * it is. `iv` has 16 bytes (counter mode) or 12 (GCM).
   */
  seal(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
  ): void;
  /** The reverse; false, and the body useless, where `tag` does not fit. */
  open(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
    tag: Uint8Array,
  ): boolean;
  /** Gives back what it holds outside the heap; not used afterwards. */
  close(): void;
}

/** What SRTP needs of a machine's ciphers. */
export interface SrtpCiphers {
  /** `size` bytes of the key stream of AES in counter mode, from the 16 bytes of `iv` on. */
  keyStream(key: Uint8Array, iv: Uint8Array, size: number): Uint8Array;
  /** AES in counter mode, and HMAC-SHA1 cut to `tagLength` bytes over header, body and word (RFC 3711 §4). */
  counterMode(key: Uint8Array, authenticationKey: Uint8Array, tagLength: number): PacketCipher;
  /** AES-GCM with tags of 16 bytes; header and word are its associated data (RFC 7714 §8, §9). */
  gcm(key: Uint8Array): PacketCipher;
}
