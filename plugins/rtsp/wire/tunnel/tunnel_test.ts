import assert from "node:assert/strict";
import fc from "fast-check";
import { Malformed } from "media/malformed.ts";
import { Base64Decoder } from "./base64.ts";
import { headEnd, mayBeHttp, parseTunnel, type Tunnel } from "./head.ts";
import { answerProblem, getRequest, postRequest, webSocketRequest } from "./request.ts";
import { binaryFrame, pongFrame, WebSocketReader } from "./websocket.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

const heads: readonly [string, string[], Tunnel | RegExp][] = [
  ["QuickTime's GET", [
    "GET /cam HTTP/1.0",
    "x-sessioncookie: abc",
    "Accept: application/x-rtsp-tunnelled",
  ], { kind: "get", cookie: "abc" }],
  ["QuickTime's POST", [
    "POST /cam HTTP/1.1",
    "X-SessionCookie:abc",
    "Content-Type: application/x-rtsp-tunnelled",
    "Content-Length: 32767",
  ], { kind: "post", cookie: "abc" }],
  ["a browser's WebSocket", [
    "GET /cam HTTP/1.1",
    "Upgrade: WebSocket",
    "Sec-WebSocket-Key: a==",
    "Sec-WebSocket-Protocol: other, rtsp.onvif.org",
  ], { kind: "websocket", key: "a==" }],
  ["a browser's page", ["GET / HTTP/1.1", "Accept: text/html"], /x-sessioncookie/],
  ["another kind of POST", ["POST / HTTP/1.1", "x-sessioncookie: a"], /Content-Type/],
  ["a WebSocket for something else", [
    "GET / HTTP/1.1",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: a==",
  ], /sub-protocol/],
  ["a WebSocket without a key", ["GET / HTTP/1.1", "Upgrade: websocket"], /Sec-WebSocket-Key/],
  ["another version", ["GET / HTTP/2.0"], /neither/],
  ["nothing", [""], /neither/],
];

for (const [name, lines, expected] of heads) {
  Deno.test(`what opens a tunnel: ${name}`, () => {
    const parsed = parseTunnel(lines.join("\r\n"));
    if (!(expected instanceof RegExp)) return assert.deepEqual(parsed, expected);
    assert.ok(parsed instanceof Malformed);
    assert.match(parsed.reason, expected);
  });
}

Deno.test("what opens a tunnel: its first bytes tell it from RTSP", () => {
  const may = (text: string) => mayBeHttp(encoder.encode(text));
  assert.deepEqual(["GET /", "POST /", "G", "PO", "P"].map(may), [true, true, true, true, true]);
  const methods = ["GET_PARAMETER", "PLAY", "PAUSE", "OPTIONS", "$\x00\x00", "DESCRIBE"];
  assert.deepEqual(methods.map(may), methods.map(() => false));
});

Deno.test("what opens a tunnel: the end of its head", () => {
  const end = (text: string) => headEnd(encoder.encode(text));
  assert.deepEqual(["a\r\n\r\nb", "a\n\nb", "a\r\n\nb", "a\r\n", ""].map(end), [5, 3, 4, -1, -1]);
});

/** Decodes in pieces of a size, in place; the whole. */
function inPieces(
  machine: { decode(bytes: Uint8Array): number | Malformed },
  bytes: Uint8Array,
  size: number,
): Uint8Array | Malformed {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.slice(at, at + size), count = machine.decode(piece);
    if (count instanceof Malformed) return count;
    out.push(...piece.subarray(0, count));
  }
  return Uint8Array.from(out);
}

const pieces = fc.integer({ min: 1, max: 40 });

Deno.test("Base64: requests that are each padded by themselves, in any pieces", () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 6 });
  fc.assert(fc.property(messages, pieces, (messages, size) => {
    const text = messages.map((one) => `${one.toBase64()}\r\n`).join("");
    const made = inPieces(new Base64Decoder(), encoder.encode(text), size);
    assert.deepEqual(made, Uint8Array.from(messages.flatMap((one) => [...one])));
  }));
  assert.ok(inPieces(new Base64Decoder(), encoder.encode("T1BUSU9OUw==!"), 4) instanceof Malformed);
});

const MASK = Uint8Array.of(7, 200, 0, 31);

/** A frame, a client's where there is a mask. */
function frameOf(opcode: number, payload: Uint8Array, mask?: Uint8Array): number[] {
  const [, ...rest] = binaryFrame(payload, mask);
  return [0x80 | opcode, ...rest];
}

for (const mask of [MASK, undefined]) {
  const side = mask ? "client" : "server";
  Deno.test(`WebSocket: a ${side}'s frames of any size, in any pieces, with pings between`, () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ minLength: 66_000, maxLength: 66_010 }),
    );
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 3 }), pieces, (payloads, size) => {
        const reader = new WebSocketReader(mask !== undefined),
          text = encoder.encode("still there?");
        const ping = frameOf(9, text, mask);
        const frames = payloads.flatMap((one) => [...frameOf(2, one, mask), ...ping]);
        const made = inPieces(reader, Uint8Array.from(frames), size * 100);
        assert.deepEqual(made, Uint8Array.from(payloads.flatMap((one) => [...one])));
        assert.deepEqual(reader.pings, payloads.map(() => text));
      }),
      { numRuns: 20 },
    );
  });
}

Deno.test("WebSocket: the end, and what breaks the rules", () => {
  const reader = new WebSocketReader(true), end = frameOf(8, new Uint8Array(), MASK);
  const rest = inPieces(reader, Uint8Array.from([...end, 1, 2, 3]), 1);
  assert.deepEqual([reader.closed, rest], [true, new Uint8Array()]);
  const reason = (bytes: readonly number[], masked = true) => {
    const made = inPieces(new WebSocketReader(masked), Uint8Array.from(bytes), 3);
    return made instanceof Malformed ? made.reason : "";
  };
  assert.match(reason(frameOf(2, new Uint8Array(3))), /is not masked/);
  assert.match(reason(frameOf(2, new Uint8Array(3), MASK), false), /is masked/);
  assert.match(reason(frameOf(1, encoder.encode("text"), MASK)), /not binary/);
  assert.match(reason(frameOf(9, new Uint8Array(126), MASK)), /too long/);
});

Deno.test("WebSocket: a pong holds what the ping did", () => {
  assert.deepEqual([...pongFrame(Uint8Array.of(5, 6))], [0x8a, 2, 5, 6]);
});

Deno.test("what opens a tunnel from this side is what opens one on the other", () => {
  const opened = (bytes: Uint8Array) => {
    const text = decoder.decode(bytes), end = headEnd(bytes);
    assert.equal(end, bytes.length);
    return parseTunnel(text);
  };
  const to = { host: "h:1", target: "/cam?a=b" };
  assert.deepEqual(opened(getRequest(to, "c")), { kind: "get", cookie: "c" });
  assert.deepEqual(opened(postRequest(to, "c")), { kind: "post", cookie: "c" });
  assert.deepEqual(opened(webSocketRequest(to, "k==")), { kind: "websocket", key: "k==" });
});

Deno.test("what a server answers to a tunnel", () => {
  assert.equal(answerProblem("HTTP/1.0 200 OK\r\n\r\n", 200), undefined);
  assert.equal(answerProblem("HTTP/1.1 101 Switching Protocols\r\n", 101), undefined);
  assert.match(answerProblem("HTTP/1.1 404 Not Found\r\n", 200)!, /404 Not Found/);
  assert.match(answerProblem("RTSP/1.0 400 Bad Request\r\n", 200)!, /no tunnel/);
});
