import { agree, type Certificate, type Dtls, type DtlsOptions } from "./session.ts";
import { EXPORTER, materialLength, type Profile } from "./session.ts";
import type { Libssl } from "./libssl.ts";

const EC = 408;
const VERIFY = 1 | 2;
const SET_MTU = 17, GET_TIMEOUT = 73, HANDLE_TIMEOUT = 74, SET_MIN_VERSION = 123;
const DTLS_1_2 = 0xfefdn;
const NO_QUERY_MTU = 0x1000n, NO_RENEGOTIATION = 1n << 30n;
const WANT_READ = 2, WANT_WRITE = 3, ZERO_RETURN = 6;

/** Bytes of a datagram: fits every route. */
const MTU = 1200n;
/** The largest datagram that is taken from the library: a flight. */
const FLIGHT = 65536;
const RECORD_HEADER = 13;

/** OpenSSL's names. */
const PROFILE_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0001, "SRTP_AES128_CM_SHA1_80"],
  [0x0007, "SRTP_AEAD_AES_128_GCM"],
  [0x0008, "SRTP_AEAD_AES_256_GCM"],
]);

/** Any certificate will do here: the fingerprint is checked as soon as the handshake is over. */
let anyCertificate: Deno.UnsafeCallback<typeof VERIFIED> | undefined;
const VERIFIED = { parameters: ["i32", "pointer"], result: "i32" } as const;

/**
 * Flights are sent again after 200 ms at first, as other peers do it, rather than after a second: the other side may
 * not have been ready for the first one.
 */
let patience: Deno.UnsafeCallback<typeof PATIENCE> | undefined;
const PATIENCE = { parameters: ["pointer", "u32"], result: "u32" } as const;
const FIRST_WAIT = 200_000, LONGEST_WAIT = 6_400_000;

const flight = bytes(FLIGHT);
const timeval = bytes(16);

/** Everything that associations of one certificate share: an `SSL_CTX`. */
export class NativeContext {
  readonly pointer: Deno.PointerValue;

  constructor(readonly lib: Libssl, certificate: Certificate, profiles: readonly Profile[]) {
    const { certificate: der, key } = certificate;
    patience ??= new Deno.UnsafeCallback(
      PATIENCE,
      (_, waited) => waited === 0 ? FIRST_WAIT : Math.min(2 * waited, LONGEST_WAIT),
    );
    anyCertificate ??= new Deno.UnsafeCallback(VERIFIED, () => 1);
    const names = profiles.map(({ id }) => PROFILE_NAMES.get(id)).join(":");
    const context = this.pointer = lib.SSL_CTX_new(lib.DTLS_method());
    lib.SSL_CTX_ctrl(context, SET_MIN_VERSION, DTLS_1_2, null);
    lib.SSL_CTX_set_options(context, NO_QUERY_MTU | NO_RENEGOTIATION);
    lib.SSL_CTX_set_verify(context, VERIFY, anyCertificate.pointer);
    const done = lib.SSL_CTX_use_certificate_ASN1(context, der.length, der) === 1 &&
      lib.SSL_CTX_use_PrivateKey_ASN1(EC, context, key, BigInt(key.length)) === 1 &&
      lib.SSL_CTX_set_tlsext_use_srtp(context, text(`${names}\0`)) === 0;
    if (!done) throw new Error(`Cannot set DTLS up: ${lastError(lib)}`);
  }
}

/** One association by OpenSSL: it reads from one memory buffer and writes to another. */
export class NativeDtls implements Dtls {
  readonly #lib: Libssl;
  readonly #ssl: Deno.PointerValue;
  readonly #in: Deno.PointerValue;
  readonly #out: Deno.PointerValue;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: "handshake" | "connected" | "ended" = "handshake";

  constructor({ lib, pointer }: NativeContext, private readonly options: DtlsOptions) {
    this.#lib = lib;
    this.#ssl = lib.SSL_new(pointer);
    this.#in = lib.BIO_new(lib.BIO_s_mem());
    this.#out = lib.BIO_new(lib.BIO_s_mem());
    lib.SSL_set_bio(this.#ssl, this.#in, this.#out);
    lib.SSL_ctrl(this.#ssl, SET_MTU, MTU, null);
    lib.DTLS_set_timer_cb(this.#ssl, patience!.pointer);
    if (options.client) lib.SSL_set_connect_state(this.#ssl);
    else lib.SSL_set_accept_state(this.#ssl);
  }

  start(): void {
    if (this.options.client && this.#state === "handshake") this.#handshake();
  }

  receive(datagram: Uint8Array): void {
    if (this.#state === "ended") return;
    this.#lib.BIO_write(this.#in, datagram as Uint8Array<ArrayBuffer>, datagram.length);
    if (this.#state === "handshake") this.#handshake();
    if (this.#state === "connected") this.#read();
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#state !== "connected") return;
    this.#lib.SSL_write(this.#ssl, bytes, bytes.length);
    this.#flush();
  }

  close(): void {
    if (this.#state === "ended") return;
    if (this.#state === "connected") {
      this.#lib.SSL_shutdown(this.#ssl);
      this.#flush();
    }
    this.#free();
  }

  #handshake(): void {
    const result = this.#lib.SSL_do_handshake(this.#ssl);
    this.#flush();
    if (result === 1) return this.#finish();
    const error = this.#lib.SSL_get_error(this.#ssl, result);
    if (error !== WANT_READ && error !== WANT_WRITE) {
      return this.#end(`DTLS handshake: ${lastError(this.#lib)}`);
    }
    this.#schedule();
  }

  /** Flights that get lost are sent again when the library says so. */
  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#lib.SSL_ctrl(this.#ssl, GET_TIMEOUT, 0n, timeval) !== 1n) return;
    const view = new DataView(timeval.buffer);
    const wait = 1000 * view.getInt32(0, true) + view.getInt32(8, true) / 1000;
    this.#timer = setTimeout(() => this.#timeout(), wait + 1);
  }

  #timeout(): void {
    if (this.#state !== "handshake") return;
    this.#lib.SSL_ctrl(this.#ssl, HANDLE_TIMEOUT, 0n, null);
    this.#handshake();
  }

  #finish(): void {
    clearTimeout(this.#timer);
    const certificate = this.#peerCertificate();
    if (!certificate || !this.options.accepts(certificate)) {
      return this.#end("DTLS: the certificate is not the one that was announced");
    }
    const profile = this.#profile();
    if (!profile) return this.#end("DTLS: no SRTP protection profile in common");
    const material = bytes(materialLength(profile)), label = text(EXPORTER);
    const done = this.#lib.SSL_export_keying_material(
      ...[this.#ssl, material, material.length, label, label.length, null, 0, 0] as const,
    );
    if (done !== 1) return this.#end("DTLS: no keys for SRTP");
    this.#state = "connected";
    this.options.connected(agree(profile, material, this.options.client));
  }

  #peerCertificate(): Uint8Array | undefined {
    const { SSL_get1_peer_certificate, i2d_X509, X509_free } = this.#lib;
    const certificate = SSL_get1_peer_certificate(this.#ssl);
    if (!certificate) return undefined;
    const der = bytes(i2d_X509(certificate, null)), place = bytes(8);
    const address = Deno.UnsafePointer.value(Deno.UnsafePointer.of(der));
    new DataView(place.buffer).setBigUint64(0, address, true);
    i2d_X509(certificate, place);
    X509_free(certificate);
    return der;
  }

  /** `struct { const char *name; unsigned long id; }` */
  #profile(): Profile | undefined {
    const selected = this.#lib.SSL_get_selected_srtp_profile(this.#ssl);
    if (!selected) return undefined;
    const id = new Deno.UnsafePointerView(selected).getUint32(8);
    return this.options.profiles.find((profile) => profile.id === id);
  }

  /** What comes once the keys are there: data, the last flight again, or the goodbye. */
  #read(): void {
    let result: number;
    while ((result = this.#lib.SSL_read(this.#ssl, flight, flight.length)) > 0) {
      this.options.data(flight.slice(0, result));
      if (this.#state !== "connected") return;
    }
    this.#flush();
    const error = this.#lib.SSL_get_error(this.#ssl, result);
    if (error === ZERO_RETURN) this.#end("closed by the peer");
    else if (error !== WANT_READ && error !== WANT_WRITE) lastError(this.#lib);
  }

  /** Sends what the library has written: records, as many as fit one datagram. */
  #flush(): void {
    for (;;) {
      const size = this.#lib.BIO_read(this.#out, flight, flight.length);
      if (size <= 0) return;
      const view = new DataView(flight.buffer);
      for (let start = 0, end = 0; start < size; start = end) {
        while (end + RECORD_HEADER <= size) {
          const next = end + RECORD_HEADER + view.getUint16(end + RECORD_HEADER - 2);
          if (end > start && next - start > Number(MTU)) break;
          end = next;
        }
        if (end === start || end > size) return;
        this.options.send(flight.slice(start, end));
      }
    }
  }

  #end(reason: string): void {
    if (this.#state === "ended") return;
    this.#free();
    this.options.ended(reason);
  }

  #free(): void {
    clearTimeout(this.#timer);
    this.#state = "ended";
    this.#lib.SSL_free(this.#ssl);
  }
}

/** The reason of the last failure; the queue of them is empty afterwards. */
function lastError(lib: Libssl): string {
  let reason = "";
  for (let code = lib.ERR_get_error(); code !== 0n; code = lib.ERR_get_error()) {
    const line = bytes(256);
    lib.ERR_error_string_n(code, line, line.length);
    reason = new TextDecoder().decode(line.subarray(0, line.indexOf(0))).split(":").at(-1) ?? "";
  }
  return reason || "it failed";
}

function bytes(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(size));
}

function text(value: string): Uint8Array<ArrayBuffer> {
  const encoded = new TextEncoder().encode(value), out = bytes(encoded.length);
  out.set(encoded);
  return out;
}
