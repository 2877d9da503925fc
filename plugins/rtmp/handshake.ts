import { createHmac, getDiffieHellman, randomBytes } from "node:crypto";
import { Malformed } from "media/malformed.ts";
import * as wire from "./wire/handshake.ts";
import { Rc4 } from "./wire/rc4.ts";

/** The other side, byte by byte. */
export interface Peer {
  /** That many bytes, which are not read before; rejects where the connection ends. */
  read(size: number): Promise<Uint8Array>;
  write(bytes: Uint8Array): void;
}

/** What is read and written behind a handshake of RTMPE. */
export interface Ciphers {
  readonly inbound: Rc4;
  readonly outbound: Rc4;
}

const PUBLIC_KEY = 128;

const arts: wire.Arts = {
  hmac: (key, message) => createHmac("sha256", key).update(message).digest(),
  exchange(theirs) {
    const own = getDiffieHellman("modp2"),
      padded = (bytes: Uint8Array) => {
        const out = new Uint8Array(PUBLIC_KEY);
        out.set(bytes, PUBLIC_KEY - bytes.length);
        return out;
      };
    own.generateKeys();
    const secret = own.computeSecret(theirs);
    return { ours: padded(own.getPublicKey()), secret: padded(secret) };
  },
};

/** Shakes hands with a client (RTMP specification §5.2); rejects where it speaks something else. */
export async function acceptClient(peer: Peer): Promise<Ciphers | undefined> {
  const greeting = await peer.read(1 + wire.BLOCK);
  const { bytes, keys } = valid(wire.answerClient(greeting, randomBytes(wire.BLOCK), arts));
  peer.write(bytes);
  await peer.read(wire.BLOCK);
  return keys && { inbound: cipher(keys.inbound), outbound: cipher(keys.outbound) };
}

/** Shakes hands with a server; rejects where it speaks something else. */
export async function acceptServer(peer: Peer): Promise<void> {
  const random = () => randomBytes(wire.BLOCK);
  peer.write(wire.greetServer(random(), arts.hmac));
  const answer = await peer.read(1 + wire.BLOCK);
  peer.write(valid(wire.answerServer(answer, random(), arts.hmac)));
  await peer.read(wire.BLOCK);
}

/** What would have encrypted a block is not used. */
function cipher(key: Uint8Array): Rc4 {
  const rc4 = new Rc4(key);
  rc4.crypt(new Uint8Array(wire.BLOCK));
  return rc4;
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
