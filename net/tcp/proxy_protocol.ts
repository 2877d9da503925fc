import type { TcpConn } from "net/tcp.ts";

/** What the first bytes of a connection say. */
export interface ProxyHeader {
  /** Bytes of the header; 0 where there is none. */
  readonly size: number;
  /** On whose behalf the proxy connects; undefined where it does so for itself, or does not know. */
  readonly from?: { readonly hostname: string; readonly port: number };
}

/** Longer headers are refused. */
const MAX_TEXT = 107, MAX_BINARY = 4096;
const TEXT = new TextEncoder().encode("PROXY ");
const BINARY = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);
const LF = 0x0a;
const TCP4 = 0x11, TCP6 = 0x21;
const decoder = new TextDecoder();

/**
 * Reads the header of the PROXY protocol, version 1 or 2, that a connection may begin with: undefined while more bytes
 * are needed. Throws where it is malformed.
 */
export function parseProxyHeader(bytes: Uint8Array): ProxyHeader | undefined {
  if (bytes.length === 0) return undefined;
  if (begins(bytes, BINARY)) return bytes.length < 16 ? undefined : parseBinary(bytes);
  if (begins(bytes, TEXT)) return parseText(bytes);
  return { size: 0 };
}

/** Reads the header, if there is one, and gives the connection as its client's; rejects where it is malformed. */
export async function acceptProxied(conn: TcpConn): Promise<TcpConn> {
  const buffer = new Uint8Array(MAX_BINARY);
  for (let end = 0;;) {
    const header = parseProxyHeader(buffer.subarray(0, end));
    if (header) return new ProxiedConn(conn, header, buffer.slice(header.size, end));
    const count = await conn.read(buffer.subarray(end));
    if (count === null) throw new Error("EOF");
    end += count;
  }
}

/** Whether the bytes are, or may become, such a beginning. */
function begins(bytes: Uint8Array, what: Uint8Array): boolean {
  const count = Math.min(bytes.length, what.length);
  return what.subarray(0, count).every((byte, i) => bytes[i] === byte);
}

function parseText(bytes: Uint8Array): ProxyHeader | undefined {
  const end = bytes.subarray(0, MAX_TEXT).indexOf(LF);
  if (end < 0 && bytes.length < MAX_TEXT) return undefined;
  const line = decoder.decode(bytes.subarray(0, end + 1));
  if (/^PROXY UNKNOWN(?: .*)?\r\n$/.test(line)) return { size: end + 1 };
  const match = /^PROXY TCP[46] ([\d.]+|[\da-fA-F:.]+) \S+ (\d{1,5}) \d{1,5}\r\n$/.exec(line);
  if (!match || Number(match[2]) > 65535) throw new Error("the PROXY header is malformed");
  return { size: end + 1, from: { hostname: match[1], port: Number(match[2]) } };
}

function parseBinary(bytes: Uint8Array): ProxyHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = bytes[12] >> 4, command = bytes[12] & 0x0f, size = 16 + view.getUint16(14);
  if (version !== 2 || command > 1 || size > MAX_BINARY) {
    throw new Error("the PROXY header is malformed");
  }
  if (bytes.length < size) return undefined;
  if (command === 0) return { size };
  if (bytes[13] === TCP4 && size >= 16 + 12) {
    const hostname = bytes.subarray(16, 20).join(".");
    return { size, from: { hostname, port: view.getUint16(24) } };
  }
  if (bytes[13] !== TCP6 || size < 16 + 36) return { size };
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(16 + 2 * i).toString(16));
  return { size, from: { hostname: groups.join(":"), port: view.getUint16(48) } };
}

/** A connection that was made on somebody's behalf. */
class ProxiedConn implements TcpConn {
  readonly localAddr: Deno.NetAddr;
  readonly remoteAddr: Deno.NetAddr;

  /** `rest`: what was read behind the header. */
  constructor(private readonly conn: TcpConn, { from }: ProxyHeader, private rest: Uint8Array) {
    this.localAddr = conn.localAddr;
    this.remoteAddr = from ? { transport: "tcp", ...from } : conn.remoteAddr;
  }

  read(into: Uint8Array): Promise<number | null> {
    if (this.rest.length === 0) return this.conn.read(into);
    const taken = this.rest.subarray(0, into.length);
    into.set(taken);
    this.rest = this.rest.subarray(taken.length);
    return Promise.resolve(taken.length);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.conn.write(bytes);
  }

  send(bytes: Uint8Array): number {
    return this.conn.send?.(bytes) ?? 0;
  }

  close(): void {
    this.conn.close();
  }
}
