import assert from "node:assert/strict";
import { Malformed } from "media/malformed.ts";
import { Receiver, type Tolerance } from "./receiver.ts";

type Element = NonNullable<ReturnType<Receiver["next"]>>;

const REQUEST = "ANNOUNCE rtsp://h/p RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nbody";
const FRAME = Uint8Array.of(0x24, 2, 0, 3, 7, 8, 9);

/** Feeds `bytes` in pieces of `step` and gives everything that came out, frames as copies. */
function receive(bytes: Uint8Array, step: number, size = 2048, tolerance?: Tolerance): Element[] {
  const receiver = new Receiver(size, tolerance), out: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = receiver.space();
    const piece = bytes.subarray(at, at + Math.min(step, space.length));
    space.set(piece);
    receiver.received(piece.length);
    at += piece.length;
    for (let element; (element = receiver.next()) !== undefined;) {
      out.push(element);
      if (element instanceof Malformed) return out;
    }
  }
  return out;
}

function bytesOf(...parts: (string | Uint8Array)[]): Uint8Array {
  const chunks = parts.map((p) => typeof p === "string" ? new TextEncoder().encode(p) : p);
  return Uint8Array.from(chunks.flatMap((c) => [...c]));
}

const shapes = (elements: Element[]) =>
  elements.map((e) => {
    if (e instanceof Malformed) return "malformed";
    if (e.kind === "frame") return `${e.channel}:${[...e.bytes.subarray(e.start, e.end)]}`;
    return e.kind === "request" ? `${e.method} ${e.url} ${e.body}` : `${e.status}`;
  });

Deno.test("messages and frames come out the same however the bytes are cut", () => {
  const bytes = bytesOf(
    REQUEST,
    FRAME,
    FRAME,
    "\r\n",
    REQUEST,
    "RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n",
    FRAME,
  );
  const request = "ANNOUNCE rtsp://h/p body", frame = "2:7,8,9";
  const expected = [request, frame, frame, request, "200", frame];
  for (let step = 1; step <= bytes.length; step++) {
    assert.deepEqual(shapes(receive(bytes, step)), expected, `in pieces of ${step}`);
  }
});

Deno.test("a frame keeps its bytes when the buffer behind it is renewed", () => {
  const bytes = bytesOf(
    ...Array.from({ length: 200 }, (_, i) => Uint8Array.of(0x24, 0, 0, 2, i, i)),
  );
  const out = receive(bytes, 50, 64);
  assert.deepEqual(shapes(out), Array.from({ length: 200 }, (_, i) => `0:${i},${i}`));
});

Deno.test("lines may end in LF alone", () => {
  const [element] = receive(bytesOf("OPTIONS * RTSP/1.0\nCSeq: 3\n\n"), 5);
  assert.ok(!(element instanceof Malformed) && element.kind === "request");
  assert.deepEqual(element.headers.get("cseq"), ["3"]);
});

Deno.test("what breaks a limit or the format is malformed", () => {
  const long = "x".repeat(3000);
  const cases = {
    "no RTSP": "GET / HTTP/1.1\r\n\r\n",
    "binary": "\x00\x01\x02\r\n\r\n",
    "long URL": `OPTIONS rtsp://h/${long} RTSP/1.0\r\n\r\n`,
    "long URL without an end": `OPTIONS rtsp://h/${long}`,
    "long method": `${"A".repeat(65)} rtsp://h RTSP/1.0\r\n\r\n`,
    "long header": `OPTIONS * RTSP/1.0\r\nCSeq: ${long}\r\n\r\n`,
    "many headers": `OPTIONS * RTSP/1.0\r\n${"A: 1\r\n".repeat(256)}\r\n`,
    "no colon": "OPTIONS * RTSP/1.0\r\nCSeq\r\n\r\n",
    "body length": "OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
    "long body": "OPTIONS * RTSP/1.0\r\nContent-Length: 131073\r\n\r\n",
    "endless head": `OPTIONS * RTSP/1.0\r\n${"A: 1\r\n".repeat(30_000)}`,
  };
  for (const [name, text] of Object.entries(cases)) {
    assert.ok(receive(bytesOf(text), 700).at(-1) instanceof Malformed, name);
  }
});

Deno.test("a first line that is too long is refused, however it comes", () => {
  const bytes = bytesOf(`RTSP/1.0 200 ${"O".repeat(2200)}\r\nCSeq: 2\r\n\r\n`);
  for (const step of [1, 100, bytes.length]) {
    const [element, ...more] = receive(bytes, step, 4096);
    assert.ok(element instanceof Malformed && more.length === 0, `in pieces of ${step}`);
  }
});

Deno.test("truncated or changed at any byte, input yields values, never a throw", () => {
  const bytes = bytesOf(REQUEST, FRAME, REQUEST);
  for (let at = 0; at < bytes.length; at++) {
    receive(bytes.subarray(0, at), 16);
    for (const value of [0, 0x0a, 0x24, 0xff]) {
      const changed = bytes.slice();
      changed[at] = value;
      receive(changed, 16);
    }
  }
});

/** A frame of channel 2 with something like RTP in it, and its shape. */
const MEDIA = Uint8Array.of(0x24, 2, 0, 8, 0x80, 96, 0, 1, 2, 3, 4, 5);
const MEDIA_SHAPE = "2:128,96,0,1,2,3,4,5";
const ANSWER = "RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n";
const tolerance: Tolerance = { expects: (channel) => channel === 2 };

/** What stands between two frames, and what is found between them. */
const noises: Record<string, [(string | Uint8Array)[], string[]]> = {
  "nothing": [[], []],
  "zeros": [[new Uint8Array(100)], []],
  "line ends": [["\r\n\r\n\n"], []],
  "half a packet": [[MEDIA.subarray(4), MEDIA.subarray(6)], []],
  "dollars": [["$$$$$"], []],
  "a frame of another channel behind noise": [["\x01", Uint8Array.of(0x24, 9, 0, 2, 0x80, 0)], []],
  "a frame without version behind noise": [["\x01", Uint8Array.of(0x24, 2, 0, 1, 0)], []],
  "capital letters": [["RTSPRTSP A RTSP/ RTS"], []],
  "an answer behind noise": [["\x00\xff", ANSWER], ["200"]],
  "a page of HTML": [["<html>\r\n<body>N/A</body>\r\n\r\n"], []],
  "an answer with headers that are none": [
    ["RTSP/1.0  200\r\nCSeq: 2\r\nwhat is this\r\n: x\r\nSession: 5\r\n\r\n"],
    ["200"],
  ],
  "a length nobody can mean": [["RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n"], []],
};

Deno.test("noise between frames is skipped by who tolerates it", () => {
  for (const [name, [noise, found]] of Object.entries(noises)) {
    const bytes = bytesOf(ANSWER, MEDIA, ...noise, MEDIA, MEDIA);
    const expected = ["200", MEDIA_SHAPE, ...found, MEDIA_SHAPE, MEDIA_SHAPE];
    for (let step = 1; step <= bytes.length; step++) {
      const shape = shapes(receive(bytes, step, 64, tolerance));
      assert.deepEqual(shape, expected, `${name}, in pieces of ${step}`);
    }
  }
});

Deno.test("with tolerance, too, nothing throws or stays behind", () => {
  const bytes = bytesOf(ANSWER, MEDIA, "\x00\x01", REQUEST, MEDIA);
  for (let at = 0; at < bytes.length; at++) {
    for (const value of [0, 0x0a, 0x24, 0x41, 0xff]) {
      const changed = bytes.slice();
      changed[at] = value;
      const out = receive(bytesOf(changed, MEDIA, MEDIA), 16, 64, tolerance);
      assert.ok(out.length > 0 && out.every((element) => !(element instanceof Malformed)));
    }
  }
});
