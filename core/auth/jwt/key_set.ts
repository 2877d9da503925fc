import type { JSONWebKeySet, JWK, JWTHeaderParameters } from "jose";
import { messageOf } from "core/errors.ts";
import type { Clock } from "net/clock.ts";

/** Milliseconds that keys are used without being fetched again, and between two fetches for unknown keys. */
const LIFETIME = 60 * 60_000, ROTATION_PAUSE = 10_000;

/** The keys cannot be fetched: nobody knows what a token is worth. */
export class NoKeys extends Error {}

/** The keys that tokens are checked with: fetched when first needed, and again from time to time. */
export class KeySet {
  #fetched: { readonly at: number; readonly keys: Promise<JSONWebKeySet> } | undefined;
  /** When they were fetched for an unknown key last. */
  #renewed = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly fetch: () => Promise<JSONWebKeySet>,
  ) {}

  /** The keys of now; rejects with the reason when they cannot be fetched, and never answers old ones instead. */
  get(): Promise<JSONWebKeySet> {
    const now = this.clock.now();
    if (!this.#fetched || now - this.#fetched.at > LIFETIME) {
      const keys = this.#checked();
      this.#fetched = { at: now, keys };
      keys.catch(() => this.#forget(keys));
    }
    return this.#fetched.keys;
  }

  /** The next question fetches the keys again. */
  refresh(): void {
    this.#fetched = undefined;
  }

  /** A token names a key that is not among `old`: newer ones; undefined where that was asked just now. */
  newer(old: Promise<JSONWebKeySet>): Promise<JSONWebKeySet> | undefined {
    if (this.#fetched?.keys === old) {
      const now = this.clock.now();
      if (now - this.#renewed < ROTATION_PAUSE) return undefined;
      this.#renewed = now;
      this.refresh();
    }
    return this.get();
  }

  async #checked(): Promise<JSONWebKeySet> {
    try {
      const set = await this.fetch();
      if (!Array.isArray(set?.keys)) throw new Error("the answer is no key set");
      return set;
    } catch (error) {
      throw new NoKeys(`cannot fetch the keys: ${messageOf(error)}`, { cause: error });
    }
  }

  #forget(keys: Promise<JSONWebKeySet>): void {
    if (this.#fetched?.keys === keys) this.#fetched = undefined;
  }
}

/** Key types by the beginning of an algorithm's name (RFC 7518 §3.1): none is used for what it was not made for. */
const KEY_TYPES: Readonly<Record<string, string>> = {
  HS: "oct",
  RS: "RSA",
  PS: "RSA",
  ES: "EC",
  Ed: "OKP",
};

/** The key for a token: of its id, where it names one, and of a type that fits its algorithm. */
export function findKey(
  { keys }: JSONWebKeySet,
  { alg, kid }: JWTHeaderParameters,
): JWK | undefined {
  return keys.find((key) =>
    key.kty === KEY_TYPES[alg.slice(0, 2)] && (kid === undefined || key.kid === kid) &&
    (key.alg === undefined || key.alg === alg) && (key.use ?? "sig") === "sig"
  );
}
