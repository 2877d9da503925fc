import { createHmac, randomBytes } from "node:crypto";
import { Malformed } from "media/malformed.ts";
import { answerClient, answerServer, BLOCK, greetServer, type Hmac } from "./wire/handshake.ts";

/** The other side, byte by byte. */
export interface Peer {
  /** That many bytes, which are not read before; rejects where the connection ends. */
  read(size: number): Promise<Uint8Array>;
  write(bytes: Uint8Array): void;
}

const hmac: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();

/** Shakes hands with a client (RTMP specification §5.2); rejects where it speaks something else. */
export async function acceptClient(peer: Peer): Promise<void> {
  peer.write(valid(answerClient(await peer.read(1 + BLOCK), randomBytes(BLOCK), hmac)));
  await peer.read(BLOCK);
}

/** Shakes hands with a server; rejects where it speaks something else. */
export async function acceptServer(peer: Peer): Promise<void> {
  peer.write(greetServer(randomBytes(BLOCK), hmac));
  peer.write(valid(answerServer(await peer.read(1 + BLOCK), randomBytes(BLOCK), hmac)));
  await peer.read(BLOCK);
}

function valid<T>(value: T | Malformed): T {
  if (value instanceof Malformed) throw new Error(value.reason);
  return value;
}

/** Fills `bytes` from a connection; rejects where it ends before. */
export async function readFully(
  from: Pick<Deno.Conn, "read">,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const count = await from.read(bytes.subarray(at));
    if (count === null) throw new Error("EOF");
    at += count;
  }
  return bytes;
}
