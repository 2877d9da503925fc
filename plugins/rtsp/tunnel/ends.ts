import { concat } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import type { TcpConn } from "net/tcp.ts";
import { HEAD_LIMIT, headEnd } from "../wire/tunnel/head.ts";

/** What is used of a connection, or of what a tunnel makes of some. */
export type Ends = Pick<TcpConn, "read" | "write" | "send" | "close">;

/** Reads the head of a request or answer, which begins with `bytes`; `rest`: what came behind it. */
export async function readHead(
  socket: Pick<Ends, "read">,
  bytes: Uint8Array = new Uint8Array(),
): Promise<{ head: string; rest: Uint8Array }> {
  let end = headEnd(bytes);
  while (end < 0) {
    if (bytes.length > HEAD_LIMIT) throw new Error("the head of a tunnel is too long");
    const more = new Uint8Array(HEAD_LIMIT), count = await socket.read(more);
    if (count === null) throw new Error("EOF within the head of a tunnel");
    bytes = concat([bytes, more.subarray(0, count)]);
    end = headEnd(bytes);
  }
  return { head: new TextDecoder().decode(bytes.subarray(0, end)), rest: bytes.subarray(end) };
}

/** Reads what was read already, then the socket. */
export function readerOf(socket: Pick<Ends, "read">, rest: Uint8Array): Ends["read"] {
  return (buffer) => {
    if (rest.length === 0) return socket.read(buffer);
    const count = Math.min(rest.length, buffer.length);
    buffer.set(rest.subarray(0, count));
    rest = rest.subarray(count);
    return Promise.resolve(count);
  };
}

/** Reads what `decode` makes, in place, of what is read; null is the end. */
export function decoding(
  read: Ends["read"],
  decode: (bytes: Uint8Array) => number | Malformed | null,
): Ends["read"] {
  return async (buffer) => {
    for (;;) {
      const count = await read(buffer);
      if (count === null) return null;
      const made = decode(buffer.subarray(0, count));
      if (made instanceof Malformed) throw new Error(made.reason);
      if (made !== 0) return made;
    }
  };
}

export async function writeAll(to: Pick<Ends, "write">, what: string | Uint8Array): Promise<void> {
  let bytes = typeof what === "string" ? new TextEncoder().encode(what) : what;
  while (bytes.length > 0) bytes = bytes.subarray(await to.write(bytes));
}
