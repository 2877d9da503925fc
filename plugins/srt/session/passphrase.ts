import { Malformed } from "media/malformed.ts";
import { ciphers } from "../ciphers.ts";
import { Keys } from "../wire/keys.ts";
import type { ConnectionRequest } from "../wire/opening/listener.ts";

/** The keys of a caller, who must know the passphrase, where there is one; throws where it does not. */
export function keysOf(
  { keyMaterial }: ConnectionRequest,
  passphrase: string,
): Keys | undefined {
  if (passphrase === "") {
    if (!keyMaterial) return undefined;
    throw new Error("the client encrypts, but the path has no passphrase");
  }
  if (!keyMaterial) throw new Error("passphrase not provided by client");
  const keys = Keys.accept(keyMaterial, passphrase, ciphers);
  if (keys instanceof Malformed) throw new Error(keys.reason);
  if (!keys) throw new Error("invalid passphrase");
  return keys;
}
