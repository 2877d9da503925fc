/** Encrypts and authenticates the packets of one key: what `media/rtp/srtp` asks for, and describes. */
export interface PacketCipher {
  readonly tagLength: number;
  readonly tag: Uint8Array;
  seal(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
  ): void;
  open(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
    tag: Uint8Array,
  ): boolean;
  close(): void;
}

/** The machine's ciphers for packets. */
export interface Ciphers {
  /** In words for the log. */
  readonly method: string;
  /** Whether GCM costs less than counter mode with HMAC-SHA1. */
  readonly prefersGcm: boolean;
  keyStream(key: Uint8Array, iv: Uint8Array, size: number): Uint8Array;
  counterMode(key: Uint8Array, authenticationKey: Uint8Array, tagLength: number): PacketCipher;
  gcm(key: Uint8Array): PacketCipher;
}
