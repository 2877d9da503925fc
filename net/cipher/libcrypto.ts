import { openLibrary } from "net/native/libraries.ts";

const calls = {
  EVP_CIPHER_CTX_new: { parameters: [], result: "pointer" },
  EVP_CIPHER_CTX_free: { parameters: ["pointer"], result: "void" },
  EVP_aes_128_ctr: { parameters: [], result: "pointer" },
  EVP_aes_192_ctr: { parameters: [], result: "pointer" },
  EVP_aes_256_ctr: { parameters: [], result: "pointer" },
  EVP_aes_128_gcm: { parameters: [], result: "pointer" },
  EVP_aes_256_gcm: { parameters: [], result: "pointer" },
  EVP_CipherInit_ex: {
    parameters: ["pointer", "pointer", "pointer", "buffer", "buffer", "i32"],
    result: "i32",
  },
  EVP_CipherUpdate: {
    parameters: ["pointer", "buffer", "buffer", "buffer", "i32"],
    result: "i32",
  },
  EVP_CipherFinal_ex: { parameters: ["pointer", "buffer", "buffer"], result: "i32" },
  EVP_CIPHER_CTX_ctrl: { parameters: ["pointer", "i32", "i32", "buffer"], result: "i32" },
  EVP_MAC_fetch: { parameters: ["pointer", "buffer", "pointer"], result: "pointer" },
  EVP_MAC_CTX_new: { parameters: ["pointer"], result: "pointer" },
  EVP_MAC_CTX_free: { parameters: ["pointer"], result: "void" },
  EVP_MAC_init: { parameters: ["pointer", "buffer", "u32", "buffer"], result: "i32" },
  EVP_MAC_update: { parameters: ["pointer", "buffer", "u32"], result: "i32" },
  EVP_MAC_final: { parameters: ["pointer", "buffer", "buffer", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The system's OpenSSL 3, as far as packets need it. */
export type Libcrypto = Deno.DynamicLibrary<typeof calls>["symbols"];

/** Elsewhere it is left alone: that of macOS is a trap that ends the program. */
const isLinux = Deno.build.os === "linux";

let loaded: Libcrypto | null | undefined;

/** The library, loaded once; null where there is none, or where the program may not load it. */
export function loadLibcrypto(): Libcrypto | null {
  if (loaded === undefined) loaded = isLinux ? openLibrary(["libcrypto.so.3"], calls) : null;
  return loaded;
}
