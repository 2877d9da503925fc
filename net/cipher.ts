import type { Ciphers } from "./cipher/cipher.ts";
import { loadLibcrypto } from "./cipher/libcrypto.ts";
import { nativeCiphers } from "./cipher/native.ts";
import { portableCiphers } from "./cipher/portable.ts";

export type { Ciphers, PacketCipher } from "./cipher/cipher.ts";
export { portableCiphers };

let chosen: Ciphers | undefined;

/** The cheapest ciphers for packets that this machine has. */
export function machineCiphers(): Ciphers {
  return chosen ??= native() ?? portableCiphers;
}

function native(): Ciphers | undefined {
  const lib = loadLibcrypto();
  return lib ? nativeCiphers(lib) : undefined;
}
