import { CONTENT_TYPE, SUB_PROTOCOL } from "./head.ts";

/** A server as HTTP names it. */
export interface HttpTarget {
  /** With its port where the URL names one. */
  readonly host: string;
  /** Path and query. */
  readonly target: string;
}

/** What the half of POST is said to be long: it has no end. */
const BODY_LENGTH = 32767;

/** The request that opens the half of a tunnel which answers and media come by. */
export function getRequest(to: HttpTarget, cookie: string): Uint8Array {
  return request("GET", "1.0", to, [`x-sessioncookie: ${cookie}`, `Accept: ${CONTENT_TYPE}`]);
}

/** The request that opens the half which requests go by, in Base64. */
export function postRequest(to: HttpTarget, cookie: string): Uint8Array {
  return request("POST", "1.0", to, [
    `x-sessioncookie: ${cookie}`,
    `Content-Type: ${CONTENT_TYPE}`,
    `Content-Length: ${BODY_LENGTH}`,
  ]);
}

/** The request that opens a WebSocket (RFC 6455 §4.1); `key`: 16 random bytes in Base64. */
export function webSocketRequest(to: HttpTarget, key: string): Uint8Array {
  return request("GET", "1.1", to, [
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Protocol: ${SUB_PROTOCOL}`,
  ]);
}

/** Why the head of an answer does not open the tunnel; undefined where it has the status that does. */
export function answerProblem(head: string, status: number): string | undefined {
  const [line] = head.split(/\r?\n/), [, answered] = /^HTTP\/1\.[01] (\d{3})/.exec(line) ?? [];
  if (answered === undefined) return "the server knows no tunnel";
  return Number(answered) === status ? undefined : `the tunnel is answered by ${line.slice(9, 80)}`;
}

function request(
  method: string,
  version: string,
  { host, target }: HttpTarget,
  headers: readonly string[],
): Uint8Array {
  const lines = [`${method} ${target} HTTP/${version}`, `Host: ${host}`, ...headers, "\r\n"];
  return new TextEncoder().encode(lines.join("\r\n"));
}
