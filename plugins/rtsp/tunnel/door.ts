import { createHash } from "node:crypto";
import type { Connection } from "core/mod.ts";
import { concat } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { peerIp } from "net/address.ts";
import { Base64Decoder } from "../wire/tunnel/base64.ts";
import {
  getAnswer,
  HEAD_LIMIT,
  headEnd,
  mayBeHttp,
  parseTunnel,
  REFUSAL,
  type Tunnel,
  webSocketAnswer,
} from "../wire/tunnel/head.ts";
import { binaryFrame, WebSocketReader } from "../wire/tunnel/websocket.ts";
import type { Meetings } from "./meetings.ts";

/** What RTSP travels in. */
export type TunnelKind = "none" | "http" | "websocket";

type Ends = Pick<Connection, "read" | "write" | "send" | "close">;

/** Makes one of the key that a WebSocket client sends (RFC 6455 §1.3). */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * A connection that was accepted: RTSP itself, or one that opens a tunnel, which its first bytes tell. Whoever reads
 * and writes here sees RTSP in either case.
 */
export class Door implements Connection {
  readonly localAddr: Deno.NetAddr;
  readonly remoteAddr: Deno.NetAddr;
  kind: TunnelKind = "none";
  #ends: Ends;
  #open = true;

  constructor(private readonly socket: Connection, private readonly meetings: Meetings) {
    this.localAddr = socket.localAddr;
    this.remoteAddr = socket.remoteAddr;
    this.#ends = {
      read: (buffer) => this.#enter(buffer),
      write: (bytes) => socket.write(bytes),
      close: () => socket.close(),
    };
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#ends.read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#ends.write(bytes);
  }

  send(bytes: Uint8Array): number {
    return this.#ends.send?.(bytes) ?? 0;
  }

  close(): void {
    this.#open = false;
    this.#ends.close();
  }

  async #enter(buffer: Uint8Array): Promise<number | null> {
    const count = await this.socket.read(buffer);
    if (count === null) return null;
    if (!mayBeHttp(buffer.subarray(0, count))) {
      this.#ends = this.socket;
      return count;
    }
    const { tunnel, rest } = await this.#request(buffer.slice(0, count));
    if (tunnel.kind === "post") return await this.#handOver(tunnel.cookie, rest);
    const ends = tunnel.kind === "get"
      ? await this.#openHttp(tunnel.cookie)
      : await this.#openWebSocket(tunnel.key, rest);
    if (!this.#open) ends.close();
    this.#ends = ends;
    return await ends.read(buffer);
  }

  /** Reads the head of the request that begins with `bytes`; `rest`: what came behind it. */
  async #request(bytes: Uint8Array): Promise<{ tunnel: Tunnel; rest: Uint8Array }> {
    let end = headEnd(bytes);
    while (end < 0) {
      if (bytes.length > HEAD_LIMIT) return await this.#refuse("the head of a request is too long");
      const more = new Uint8Array(HEAD_LIMIT), count = await this.socket.read(more);
      if (count === null) throw new Error("EOF within a request");
      bytes = concat([bytes, more.subarray(0, count)]);
      end = headEnd(bytes);
    }
    const tunnel = parseTunnel(new TextDecoder().decode(bytes.subarray(0, end)));
    if (tunnel instanceof Malformed) return await this.#refuse(tunnel.reason);
    return { tunnel, rest: bytes.subarray(end) };
  }

  async #refuse(reason: string): Promise<never> {
    await writeAll(this.socket, REFUSAL);
    throw new Error(reason);
  }

  /** This half belongs to the other one's connection from now on. */
  async #handOver(cookie: string, rest: Uint8Array): Promise<never> {
    await this.meetings.post(peerIp(this.remoteAddr), cookie, { socket: this.socket, rest });
    this.#ends = { ...this.#ends, close: () => {} };
    throw new Error("it goes on as a part of its tunnel");
  }

  async #openHttp(cookie: string): Promise<Ends> {
    const { socket } = this, ip = peerIp(this.remoteAddr);
    await writeAll(socket, getAnswer());
    const { socket: upstream, rest } = await this.meetings.get(ip, cookie);
    this.kind = "http";
    const decoder = new Base64Decoder();
    return {
      read: decoding(readerOf(upstream, rest), (bytes) => decoder.decode(bytes)),
      write: (bytes) => socket.write(bytes),
      send: (bytes) => socket.send?.(bytes) ?? 0,
      close: () => {
        socket.close();
        upstream.close();
      },
    };
  }

  async #openWebSocket(key: string, rest: Uint8Array): Promise<Ends> {
    const { socket } = this, reader = new WebSocketReader();
    const accept = createHash("sha1").update(key + GUID).digest("base64");
    await writeAll(socket, webSocketAnswer(accept));
    this.kind = "websocket";
    // Frames of answers and of pongs must not get into each other.
    let last: Promise<unknown> = Promise.resolve();
    const write = (frame: Uint8Array) => last = last.then(() => writeAll(socket, frame));
    const take = (bytes: Uint8Array) => {
      const count = reader.decode(bytes);
      for (const pong of reader.outbox.splice(0)) write(pong).catch(() => {});
      return count === 0 && reader.closed ? null : count;
    };
    return {
      read: decoding(readerOf(socket, rest), take),
      write: async (bytes) => {
        await write(binaryFrame(bytes));
        return bytes.length;
      },
      close: () => socket.close(),
    };
  }
}

/** Reads what was read already, then the socket. */
function readerOf(socket: Connection, rest: Uint8Array): Connection["read"] {
  return (buffer) => {
    if (rest.length === 0) return socket.read(buffer);
    const count = Math.min(rest.length, buffer.length);
    buffer.set(rest.subarray(0, count));
    rest = rest.subarray(count);
    return Promise.resolve(count);
  };
}

/** Reads what `decode` makes, in place, of what is read; null is the end. */
function decoding(
  read: Connection["read"],
  decode: (bytes: Uint8Array) => number | Malformed | null,
): Connection["read"] {
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

async function writeAll(to: Pick<Connection, "write">, what: string | Uint8Array): Promise<void> {
  let bytes = typeof what === "string" ? new TextEncoder().encode(what) : what;
  while (bytes.length > 0) bytes = bytes.subarray(await to.write(bytes));
}
