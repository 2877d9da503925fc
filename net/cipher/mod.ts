import type { Ciphers } from "./cipher.ts";
import { loadLibcrypto } from "./libcrypto.ts";
import { nativeCiphers } from "./native.ts";
import { portableCiphers } from "./portable.ts";

export type { Ciphers, Counter, PacketCipher } from "./cipher.ts";
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
