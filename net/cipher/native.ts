import { addressOf } from "net/native/libc.ts";
import type { Ciphers, Counter, PacketCipher } from "./cipher.ts";
import { CounterMode, type Mac } from "./counter_mode.ts";
import type { Libcrypto } from "./libcrypto.ts";

const GCM_TAG = 16, GET_TAG = 0x10, SET_TAG = 0x11;
const SHA1_SIZE = 20;

/** What a call writes its result's length to; nobody reads it. */
const length = bytes(8);
const wordBytes = bytes(4);

/** By the system's OpenSSL: contexts that live as long as their keys, and no allocation per packet. */
export function nativeCiphers(lib: Libcrypto): Ciphers {
  return {
    method: "by the system's libcrypto",
    prefersGcm: true,
    keyStream(key, iv, size) {
      const context = new Context(lib, ctr(lib, key), key, true), stream = bytes(size);
      context.begin(iv);
      context.update(stream, stream, size);
      context.close();
      return stream;
    },
    counterMode(key, authenticationKey, tagLength) {
      const context = new Context(lib, ctr(lib, key), key, true);
      const mac = new NativeMac(lib, authenticationKey);
      return new CounterMode(context, mac, tagLength, () => (context.close(), mac.close()));
    },
    gcm: (key) => new Gcm(lib, key),
    counter: (key) => new NativeCounter(lib, key),
  };
}

/** An `EVP_CIPHER_CTX`, keyed once; to be closed by its owner. */
class Context implements Counter {
  readonly #init: Libcrypto["EVP_CipherInit_ex"];
  readonly #update: Libcrypto["EVP_CipherUpdate"];
  readonly #final: Libcrypto["EVP_CipherFinal_ex"];
  readonly #control: Libcrypto["EVP_CIPHER_CTX_ctrl"];
  readonly #free: () => void;
  #context: Deno.PointerValue;

  constructor(
    lib: Libcrypto,
    cipher: Deno.PointerValue,
    key: Uint8Array,
    private readonly sealing: boolean,
  ) {
    this.#init = lib.EVP_CipherInit_ex;
    this.#update = lib.EVP_CipherUpdate;
    this.#final = lib.EVP_CipherFinal_ex;
    this.#control = lib.EVP_CIPHER_CTX_ctrl;
    const context = this.#context = lib.EVP_CIPHER_CTX_new();
    this.#free = () => lib.EVP_CIPHER_CTX_free(context);
    this.#init(context, cipher, null, own(key), null, sealing ? 1 : 0);
  }

  begin(iv: Uint8Array): void {
    this.#init(this.#context, null, null, null, iv as Bytes, this.sealing ? 1 : 0);
  }

  crypt(body: Uint8Array, size: number, iv: Uint8Array): void {
    this.begin(iv);
    if (size > 0) this.update(body, body, size);
  }

  /** `to` null: associated data. */
  update(to: Uint8Array | null, from: Uint8Array, size: number): void {
    this.#update(this.#context, to as Bytes | null, length, from as Bytes, size);
  }

  final(): boolean {
    return this.#final(this.#context, scratch, length) === 1;
  }

  tag(what: number, tag: Uint8Array): void {
    this.#control(this.#context, what, GCM_TAG, tag as Bytes);
  }

  close(): void {
    if (this.#context) this.#free();
    this.#context = null;
  }
}

class Gcm implements PacketCipher {
  readonly tagLength = GCM_TAG;
  readonly tag = bytes(GCM_TAG);
  readonly #seal: () => Context;
  #sealer: Context | undefined;
  readonly #open: () => Context;
  #opener: Context | undefined;

  /** A session uses it one way, so each way's context is made when it is needed. */
  constructor(lib: Libcrypto, key: Uint8Array) {
    const cipher = key.length === 32 ? lib.EVP_aes_256_gcm() : lib.EVP_aes_128_gcm();
    this.#seal = () => this.#sealer = new Context(lib, cipher, key, true);
    this.#open = () => this.#opener = new Context(lib, cipher, key, false);
  }

  seal(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
  ): void {
    const context = this.#sealer ?? this.#seal();
    context.begin(iv);
    context.update(null, packet, header);
    if (word >= 0) context.update(null, laid(word), 4);
    if (size > 0) context.update(body, body, size);
    context.final();
    context.tag(GET_TAG, this.tag);
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
    const context = this.#opener ?? this.#open();
    context.begin(iv);
    context.update(null, packet, header);
    if (word >= 0) context.update(null, laid(word), 4);
    if (size > 0) context.update(body, body, size);
    if (tag.length !== GCM_TAG) return false;
    context.tag(SET_TAG, tag);
    return context.final();
  }

  close(): void {
    this.#sealer?.close();
    this.#opener?.close();
  }
}

/** Contexts of counters that nobody knows any more. */
const forgotten = new FinalizationRegistry<Context>((context) => context.close());

class NativeCounter implements Counter {
  readonly #context: Context;

  constructor(lib: Libcrypto, key: Uint8Array) {
    this.#context = new Context(lib, ctr(lib, key), key, true);
    forgotten.register(this, this.#context);
  }

  crypt(body: Uint8Array, size: number, iv: Uint8Array): void {
    this.#context.crypt(body, size, iv);
  }
}

/** HMAC-SHA1 of one key. */
class NativeMac implements Mac {
  readonly digest = bytes(SHA1_SIZE);
  readonly #init: Libcrypto["EVP_MAC_init"];
  readonly #update: Libcrypto["EVP_MAC_update"];
  readonly #final: Libcrypto["EVP_MAC_final"];
  readonly #free: Libcrypto["EVP_MAC_CTX_free"];
  #context: Deno.PointerValue;

  constructor(lib: Libcrypto, key: Uint8Array) {
    this.#init = lib.EVP_MAC_init;
    this.#update = lib.EVP_MAC_update;
    this.#final = lib.EVP_MAC_final;
    this.#free = lib.EVP_MAC_CTX_free;
    this.#context = lib.EVP_MAC_CTX_new(hmac(lib));
    this.#init(this.#context, own(key), key.length, sha1Parameters());
  }

  over(packet: Uint8Array, size: number, word: number): void {
    this.#init(this.#context, null, 0, null);
    this.#update(this.#context, packet as Bytes, size);
    this.#update(this.#context, laid(word) as Bytes, 4);
    this.#final(this.#context, this.digest, length, SHA1_SIZE);
  }

  close(): void {
    if (this.#context) this.#free(this.#context);
    this.#context = null;
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

const scratch = bytes(16);
let fetched: Deno.PointerValue = null;

function hmac(lib: Libcrypto): Deno.PointerValue {
  return fetched ??= lib.EVP_MAC_fetch(null, text("HMAC"), null);
}

let parameters: { readonly list: Bytes; readonly kept: readonly Bytes[] } | undefined;

/** `OSSL_PARAM[2]`: the digest that HMAC uses, and the end of the list. What it points to is kept with it. */
function sha1Parameters(): Bytes {
  if (parameters) return parameters.list;
  const key = text("digest"), value = text("SHA1"), UTF8_STRING = 4;
  const list = bytes(2 * 40), view = new DataView(list.buffer);
  view.setBigUint64(0, addressOf(key), true);
  view.setUint32(8, UTF8_STRING, true);
  view.setBigUint64(16, addressOf(value), true);
  view.setBigUint64(24, BigInt(value.length - 1), true);
  parameters = { list, kept: [key, value] };
  return list;
}

function ctr(lib: Libcrypto, key: Uint8Array): Deno.PointerValue {
  if (key.length === 16) return lib.EVP_aes_128_ctr();
  return key.length === 24 ? lib.EVP_aes_192_ctr() : lib.EVP_aes_256_ctr();
}

function laid(word: number): Uint8Array {
  const w = wordBytes;
  w[0] = word >>> 24, w[1] = word >>> 16, w[2] = word >>> 8, w[3] = word;
  return w;
}

/** Bytes that do not move: small ones would, on the heap. */
function bytes(size: number): Bytes {
  return new Uint8Array(new ArrayBuffer(size));
}

function own(from: Uint8Array): Bytes {
  const to = bytes(from.length);
  to.set(from);
  return to;
}

/** Ends with zero, as C has it. */
function text(value: string): Bytes {
  return own(new TextEncoder().encode(value + "\0"));
}
