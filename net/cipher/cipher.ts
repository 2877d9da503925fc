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

/** AES in counter mode with one key, alone: encrypts and decrypts alike. */
export interface Counter {
  /** `iv`: the 16 bytes of the first block; `body[.. size]` is changed in place. Nothing is allocated. */
  crypt(body: Uint8Array, size: number, iv: Uint8Array): void;
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
  /** Undefined where it costs more than the counters of a packet, encrypted at once. Gives itself back when forgotten. */
  counter(key: Uint8Array): Counter | undefined;
}
