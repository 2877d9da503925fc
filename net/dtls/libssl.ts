import { openLibrary } from "net/native/libraries.ts";

const calls = {
  DTLS_method: { parameters: [], result: "pointer" },
  SSL_CTX_new: { parameters: ["pointer"], result: "pointer" },
  SSL_CTX_free: { parameters: ["pointer"], result: "void" },
  SSL_CTX_ctrl: { parameters: ["pointer", "i32", "i64", "pointer"], result: "i64" },
  SSL_CTX_set_options: { parameters: ["pointer", "u64"], result: "u64" },
  SSL_CTX_use_certificate_ASN1: { parameters: ["pointer", "i32", "buffer"], result: "i32" },
  SSL_CTX_use_PrivateKey_ASN1: { parameters: ["i32", "pointer", "buffer", "i64"], result: "i32" },
  SSL_CTX_set_tlsext_use_srtp: { parameters: ["pointer", "buffer"], result: "i32" },
  SSL_CTX_set_verify: { parameters: ["pointer", "i32", "function"], result: "void" },
  SSL_new: { parameters: ["pointer"], result: "pointer" },
  SSL_free: { parameters: ["pointer"], result: "void" },
  SSL_ctrl: { parameters: ["pointer", "i32", "i64", "buffer"], result: "i64" },
  SSL_set_bio: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  SSL_set_accept_state: { parameters: ["pointer"], result: "void" },
  SSL_set_connect_state: { parameters: ["pointer"], result: "void" },
  SSL_do_handshake: { parameters: ["pointer"], result: "i32" },
  SSL_get_error: { parameters: ["pointer", "i32"], result: "i32" },
  DTLS_set_timer_cb: { parameters: ["pointer", "function"], result: "void" },
  SSL_read: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  SSL_write: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  SSL_shutdown: { parameters: ["pointer"], result: "i32" },
  SSL_get1_peer_certificate: { parameters: ["pointer"], result: "pointer" },
  SSL_get_selected_srtp_profile: { parameters: ["pointer"], result: "pointer" },
  SSL_export_keying_material: {
    parameters: ["pointer", "buffer", "u32", "buffer", "u32", "pointer", "u32", "i32"],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

const cryptoCalls = {
  BIO_s_mem: { parameters: [], result: "pointer" },
  BIO_new: { parameters: ["pointer"], result: "pointer" },
  BIO_write: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  BIO_read: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  X509_free: { parameters: ["pointer"], result: "void" },
  i2d_X509: { parameters: ["pointer", "buffer"], result: "i32" },
  ERR_get_error: { parameters: [], result: "u64" },
  ERR_error_string_n: { parameters: ["u64", "buffer", "u32"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The system's OpenSSL 3, as far as DTLS needs it. */
export type Libssl =
  & Deno.DynamicLibrary<typeof calls>["symbols"]
  & Deno.DynamicLibrary<typeof cryptoCalls>["symbols"];

let loaded: Libssl | null | undefined;

/** The library, loaded once; null where there is none, or where the program may not load it. */
export function loadLibssl(): Libssl | null {
  if (loaded === undefined) loaded = Deno.build.os === "linux" ? tryLoad() : null;
  return loaded;
}

function tryLoad(): Libssl | null {
  const ssl = openLibrary(["libssl.so.3"], calls);
  const crypto = ssl && openLibrary(["libcrypto.so.3"], cryptoCalls);
  return ssl && crypto && { ...ssl, ...crypto };
}
