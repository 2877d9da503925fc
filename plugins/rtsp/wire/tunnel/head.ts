import { Malformed } from "media/malformed.ts";

/** What RTSP travels in. */
export type TunnelKind = "none" | "http" | "websocket";

/** What a connection that begins with HTTP asks for. */
export type Tunnel =
  /** The half of a tunnel that answers and media come by. */
  | { readonly kind: "get"; readonly cookie: string }
  /** The half that requests go by, in Base64. */
  | { readonly kind: "post"; readonly cookie: string }
  /** Both ways in binary frames; `key` is what the answer has to be made of. */
  | { readonly kind: "websocket"; readonly key: string };

/** Bytes of a head at most. */
export const HEAD_LIMIT = 8192;

/** Name of the sub-protocol of WebSocket (ONVIF Streaming Specification §5.1.1.5). */
export const SUB_PROTOCOL = "rtsp.onvif.org";

export const CONTENT_TYPE = "application/x-rtsp-tunnelled";

const METHODS = ["GET ", "POST "];

/** Bytes that tell for sure. */
export const ENOUGH = 5;

/** Whether these first bytes, of which at least one is there, may begin a request of HTTP rather than of RTSP. */
export function mayBeHttp(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, ENOUGH));
  return METHODS.some((begin) => text.startsWith(begin) || begin.startsWith(text));
}

/** Just behind the empty line that ends the head, or -1. */
export function headEnd(bytes: Uint8Array): number {
  const LF = 10, CR = 13;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

/**
 * Reads the head of a request that opens a tunnel: HTTP with a session cookie (Apple, "Tunnelling QuickTime RTSP and
 * RTP over HTTP") or WebSocket (RFC 6455 §4.2.1).
 */
export function parseTunnel(head: string): Tunnel | Malformed {
  const [first, ...lines] = head.split(/\r?\n/);
  const [, method] = /^(GET|POST) \S+ HTTP\/1\.[01]$/.exec(first) ?? [];
  if (method === undefined) return new Malformed("neither RTSP nor a tunnel of it");
  const headers = new Map(lines.map((line) => {
    const [name, ...value] = line.split(":");
    return [name.trim().toLowerCase(), value.join(":").trim()];
  }));
  if (headers.get("upgrade")?.toLowerCase() === "websocket") return parseWebSocket(headers);
  const cookie = headers.get("x-sessioncookie");
  if (!cookie) return new Malformed("HTTP without x-sessioncookie: it opens no tunnel");
  if (method === "GET") return { kind: "get", cookie };
  const type = headers.get("content-type")?.toLowerCase();
  return type === CONTENT_TYPE
    ? { kind: "post", cookie }
    : new Malformed(`a tunnel's Content-Type is ${CONTENT_TYPE}, not '${type ?? ""}'`);
}

function parseWebSocket(headers: ReadonlyMap<string, string>): Tunnel | Malformed {
  const key = headers.get("sec-websocket-key");
  if (!key) return new Malformed("WebSocket without Sec-WebSocket-Key");
  const offered = headers.get("sec-websocket-protocol")?.split(",").map((name) => name.trim());
  return offered?.includes(SUB_PROTOCOL)
    ? { kind: "websocket", key }
    : new Malformed(`WebSocket without the sub-protocol ${SUB_PROTOCOL}`);
}

/** The answer to GET, behind which RTSP goes on without an end. */
export function getAnswer(): string {
  return [
    "HTTP/1.0 200 OK",
    `Content-Type: ${CONTENT_TYPE}`,
    "Cache-Control: no-cache",
    "Pragma: no-cache",
    "Connection: close",
    "\r\n",
  ].join("\r\n");
}

/** The answer that opens a WebSocket; `accept`: what has been made of the client's key. */
export function webSocketAnswer(accept: string): string {
  return [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    `Sec-WebSocket-Protocol: ${SUB_PROTOCOL}`,
    "\r\n",
  ].join("\r\n");
}

/** The answer to whatever opens no tunnel. */
export const REFUSAL = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
