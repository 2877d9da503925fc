import { createHash } from "node:crypto";
import type { Connection } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { peerIp } from "net/address.ts";
import { Base64Decoder } from "../wire/tunnel/base64.ts";
import {
  ENOUGH,
  getAnswer,
  mayBeHttp,
  parseTunnel,
  REFUSAL,
  type Tunnel,
  type TunnelKind,
  webSocketAnswer,
} from "../wire/tunnel/head.ts";
import { decoding, type Ends, readerOf, readHead, writeAll } from "./ends.ts";
import type { Meetings } from "./meetings.ts";
import { overWebSocket } from "./over_websocket.ts";

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
    const count = await this.#begin(buffer);
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

  /** Reads as much as tells HTTP from RTSP. */
  async #begin(buffer: Uint8Array): Promise<number | null> {
    let count = 0;
    do {
      const more = await this.socket.read(buffer.subarray(count));
      if (more === null) return null;
      count += more;
    } while (count < ENOUGH && mayBeHttp(buffer.subarray(0, count)));
    return count;
  }

  /** Reads the head of the request that begins with `bytes`; `rest`: what came behind it. */
  async #request(bytes: Uint8Array): Promise<{ tunnel: Tunnel; rest: Uint8Array }> {
    const { head, rest } = await readHead(this.socket, bytes), tunnel = parseTunnel(head);
    if (!(tunnel instanceof Malformed)) return { tunnel, rest };
    await writeAll(this.socket, REFUSAL);
    throw new Error(tunnel.reason);
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
    const { socket } = this;
    const accept = createHash("sha1").update(key + GUID).digest("base64");
    await writeAll(socket, webSocketAnswer(accept));
    this.kind = "websocket";
    return overWebSocket(socket, rest);
  }
}
