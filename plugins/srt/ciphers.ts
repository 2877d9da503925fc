import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { machineCiphers } from "net/cipher/mod.ts";
import type { Ciphers } from "./wire/keys.ts";
import type { Blocks } from "./wire/key_wrap.ts";

/** Rounds of PBKDF2 (draft-sharabayko-srt-01 §6.1.4). */
const ROUNDS = 2048;

/** By node:crypto. */
export const ciphers: Ciphers = {
  random: (length) => Uint8Array.from(randomBytes(length)),
  derive: (passphrase, salt, length) =>
    Uint8Array.from(pbkdf2Sync(passphrase, salt, ROUNDS, length, "sha1")),
  aes: (key) => new Aes(key),
  counter: (key) => machineCiphers().counter(key),
};

/** Objects that live as long as their key: one for each packet would cost more than what it does. */
class Aes implements Blocks {
  readonly #name: string;
  #encrypt: ReturnType<typeof createCipheriv> | undefined;

  constructor(private readonly key: Uint8Array) {
    this.#name = `aes-${8 * key.length}-ecb`;
  }

  encrypt(blocks: Uint8Array<ArrayBuffer>): Uint8Array {
    this.#encrypt ??= createCipheriv(this.#name, this.key, null).setAutoPadding(false);
    return this.#encrypt.update(blocks);
  }

  decrypt(blocks: Uint8Array<ArrayBuffer>): Uint8Array {
    const decipher = createDecipheriv(this.#name, this.key, null).setAutoPadding(false);
    return decipher.update(blocks);
  }
}

/**
 * Cookies by which a caller shows that it receives at the address it sends from (§4.3.1.1): made of that, a secret of
 * ours and the time, so that nothing need be kept.
 */
export class Cookies {
  readonly #secret = randomBytes(32);

  /** `now` in milliseconds. */
  cookie(peer: string, now: number): number {
    return this.#of(peer, slot(now));
  }

  /** Whether it is one of the last minutes. */
  is(cookie: number, peer: string, now: number): boolean {
    return cookie === this.#of(peer, slot(now)) || cookie === this.#of(peer, slot(now) - 1);
  }

  #of(peer: string, slot: number): number {
    const digest = createHmac("sha256", this.#secret).update(`${slot} ${peer}`).digest();
    return digest.readUInt32BE(0);
  }
}

const LIFETIME = 60_000;
const slot = (now: number) => Math.floor(now / LIFETIME);
