import { Malformed } from "media/malformed.ts";
import { type Counter, CounterStream } from "./counter.ts";
import {
  type KeyMaterial,
  readKeyMaterial,
  SALT,
  type StreamKeys,
  unwrapKeys,
  wrapKeys,
  writeKeyMaterial,
} from "./key_material.ts";
import type { Blocks } from "./key_wrap.ts";
import { type Bytes, EVEN, ODD } from "./packet.ts";

/** The arts that encryption needs, and randomness. */
export interface Ciphers {
  random(length: number): Bytes;
  /** PBKDF2 with HMAC-SHA-1 and 2048 rounds (RFC 8018 §5.2): `length` bytes. */
  derive(passphrase: string, salt: Bytes, length: number): Bytes;
  aes(key: Bytes): Blocks;
  /** AES in counter mode, where the machine has it at less cost than blocks. */
  counter(key: Bytes): Counter | undefined;
}

/** What became of key material, as it is told in one word (draft-sharabayko-srt-01 §3.2.1.2). */
export const NO_SECRET = 3, BAD_SECRET = 4;

/** How often a key is replaced, in packets. */
export interface RefreshRate {
  readonly refreshAfter: number;
  readonly announceBefore: number;
}

/** A key in use. */
interface Key {
  readonly bytes: Bytes;
  readonly stream: CounterStream;
}

/** A key that is sent with, and which of the two it is. */
export interface SendingKey {
  readonly parity: number;
  readonly stream: CounterStream;
}

/** The last half of the salt is that of the passphrase (§6.1.4). */
const derivationSalt = (salt: Bytes) => salt.slice(SALT / 2);

/** The keys of one connection: both directions begin with the same. */
export class Keys {
  readonly #sending: (Key | undefined)[] = [];
  readonly #receiving: (Key | undefined)[] = [];
  #current: number;
  #sent = 0;
  #announcement: Bytes | undefined;
  #confirmed = true;

  private constructor(
    private readonly passphrase: string,
    private readonly salt: Bytes,
    readonly length: number,
    private kek: Blocks,
    keys: StreamKeys,
    private readonly ciphers: Ciphers,
  ) {
    this.#adopt(this.#sending, keys, salt);
    this.#adopt(this.#receiving, keys, salt);
    this.#current = keys.even ? EVEN : ODD;
  }

  /** Invents a key of `length` bytes. */
  static create(passphrase: string, length: number, ciphers: Ciphers): Keys {
    const salt = ciphers.random(SALT);
    const kek = ciphers.aes(ciphers.derive(passphrase, derivationSalt(salt), length));
    return new Keys(passphrase, salt, length, kek, { even: ciphers.random(length) }, ciphers);
  }

  /** Takes the keys that a peer tells; undefined where another passphrase wrapped them. */
  static accept(
    message: Bytes,
    passphrase: string,
    ciphers: Ciphers,
  ): Keys | undefined | Malformed {
    const material = readKeyMaterial(message);
    if (material instanceof Malformed) return material;
    const { salt, keyLength } = material;
    const kek = ciphers.aes(ciphers.derive(passphrase, derivationSalt(salt), keyLength));
    const keys = unwrapKeys(material, kek);
    return keys && new Keys(passphrase, salt, keyLength, kek, keys, ciphers);
  }

  /** The message that tells the keys we send with. */
  message(): Bytes {
    const [even, odd] = [EVEN, ODD].map((key) => this.#sending[key]?.bytes);
    return writeKeyMaterial(wrapKeys({ even, odd }, this.salt, this.kek));
  }

  /** The key for one more packet. */
  next(rate: RefreshRate): SendingKey {
    this.#refresh(rate);
    return { parity: this.#current, stream: this.#sending[this.#current]!.stream };
  }

  /** Decrypts a payload in place; false where there is no such key. */
  decrypt(key: number, bytes: Bytes, start: number, end: number, sequence: number): boolean {
    const stream = this.#receiving[key]?.stream;
    stream?.crypt(bytes, start, end, sequence);
    return stream !== undefined;
  }

  /** What the peer is to be told, again and again until it has confirmed it; undefined for nothing. */
  get announcement(): Bytes | undefined {
    return this.#confirmed ? undefined : this.#announcement;
  }

  /** The peer tells new keys; the answer, which repeats it where they can be read. */
  told(message: Bytes): Bytes {
    const material = readKeyMaterial(message);
    const keys = material instanceof Malformed ? undefined : this.#unwrap(material);
    if (material instanceof Malformed || !keys) return Uint8Array.of(0, 0, 0, BAD_SECRET);
    this.#adopt(this.#receiving, keys, material.salt);
    return message;
  }

  /** The peer's answer to an announcement. */
  answered(message: Bytes): void {
    if (message.length > 4) this.#confirmed = true;
  }

  #unwrap(material: KeyMaterial): StreamKeys | undefined {
    const { salt, keyLength } = material;
    const same = keyLength === this.length && salt.every((byte, i) => byte === this.salt[i]);
    return unwrapKeys(
      material,
      same ? this.kek : this.ciphers.aes(
        this.ciphers.derive(this.passphrase, derivationSalt(salt), keyLength),
      ),
    );
  }

  #adopt(into: (Key | undefined)[], { even, odd }: StreamKeys, salt: Bytes): void {
    const key = (bytes: Bytes) => ({
      bytes,
      stream: new CounterStream(this.ciphers, bytes, salt),
    });
    if (even) into[EVEN] = key(even);
    if (odd) into[ODD] = key(odd);
  }

  /** Counts a packet: the next key is told in good time, and taken when the peer has it. */
  #refresh({ refreshAfter, announceBefore }: RefreshRate): void {
    const next = this.#current === EVEN ? ODD : EVEN, sent = ++this.#sent;
    if (sent === refreshAfter - announceBefore) {
      const bytes = this.ciphers.random(this.length);
      this.#adopt(this.#sending, next === EVEN ? { even: bytes } : { odd: bytes }, this.salt);
      this.#announcement = this.message();
      this.#confirmed = false;
    }
    if (sent <= refreshAfter || !this.#confirmed) return;
    this.#current = next;
    this.#sent = 0;
  }
}
