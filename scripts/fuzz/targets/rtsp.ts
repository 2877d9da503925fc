import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { credentialsOf } from "../../../plugins/rtsp/auth.ts";
import { parseSession, parseTransportAnswer } from "../../../plugins/rtsp/wire/answer.ts";
import { parseChallenges } from "../../../plugins/rtsp/wire/challenge.ts";
import { baseUrl, setupUrls } from "../../../plugins/rtsp/wire/control.ts";
import { LIMITS, writeAnswer, writeRequest } from "../../../plugins/rtsp/wire/message.ts";
import { Receiver, type Tolerance } from "../../../plugins/rtsp/wire/receiver.ts";
import { Base64Decoder } from "../../../plugins/rtsp/wire/tunnel/base64.ts";
import { headEnd, mayBeHttp, parseTunnel } from "../../../plugins/rtsp/wire/tunnel/head.ts";
import { WebSocketReader } from "../../../plugins/rtsp/wire/tunnel/websocket.ts";
import { parseTransports } from "../../../plugins/rtsp/wire/transport.ts";
import { parseRtspUrl } from "../../../plugins/rtsp/wire/url.ts";
import type { Input, Target } from "../target.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();
const URL = "rtsp://user:pass@host:8554/some/path?query=1";
/** Longer conversations are not cut into single bytes. */
const SHORT = 16 * 1024;
const LONGEST = Math.max(LIMITS.url, LIMITS.headerValue);
const PLAYING = "RTP/AVP/TCP;unicast;interleaved=0-1, RTP/AVP;unicast;client_port=8000-8001";

const requests = [
  writeRequest("OPTIONS", URL, { CSeq: "1" }),
  writeRequest("ANNOUNCE", URL, { CSeq: "2", "Content-Type": "application/sdp" }, "v=0\r\n"),
  writeRequest("SETUP", `${URL}/trackID=0`, { CSeq: "3", Transport: PLAYING }),
  writeRequest("PLAY", URL, { CSeq: "4", Session: "12345678", Range: "npt=0.000-" }),
];
const answers = [
  writeAnswer({ status: 200, headers: { Session: "a;timeout=60" } }, "3", "server"),
  writeAnswer({ status: 401, headers: { "WWW-Authenticate": ['Basic realm="x"'] } }, "2", "server"),
];
const frame = Uint8Array.of(0x24, 0, 0, 14, 0x80, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0x65, 0x88);

/** Answers and frames between requests. */
const conversations: Input[] = [
  [...requests, frame, frame, requests[3]],
  [...answers, frame, answers[1], frame],
];

const words = [
  ...["\r\n", "\r\n\r\n", "\n", "$", ":", " ", ";", ",", "=", '"', "-", "/", "%", "%00", "%2e%2e/"],
  ...[
    "Content-Length: ",
    "Content-Length: 131072\r\n",
    "CSeq: ",
    "RTSP/1.0",
    "RTSP/1.0 200 OK\r\n",
  ],
  ...["Session: ", "Transport: ", "interleaved=", "client_port=", "99999", "-1", "\0", "../", "?"],
];

const tolerance: Tolerance = { expects: (channel) => channel < 2 };

/** What comes out, as text; in pieces of at most `step` bytes. */
function receive(bytes: Uint8Array, step: number, tolerance?: Tolerance): string[] {
  const receiver = new Receiver(256, tolerance), out: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = receiver.space();
    assert.ok(space.length > 0, "no space");
    const piece = bytes.subarray(at, at + Math.min(step, space.length));
    space.set(piece);
    receiver.received(piece.length);
    at += piece.length;
    for (let element; (element = receiver.next()) !== undefined;) {
      if (isMalformed(element)) return [...out, "malformed"];
      if (element.kind === "frame") {
        out.push(element.bytes.subarray(element.start, element.end).toHex());
      } else out.push(JSON.stringify([{ ...element, headers: [...element.headers] }]));
    }
  }
  return out;
}

/** However the network cuts it, the same comes out. */
function conversation(input: Input, tolerance?: Tolerance): void {
  const bytes = Uint8Array.from(input.flatMap((piece) => [...piece]));
  const whole = receive(bytes, bytes.length, tolerance);
  for (const step of bytes.length < SHORT ? [1, 7, 100] : [100]) {
    assert.deepEqual(receive(bytes, step, tolerance), whole, `in pieces of ${step}`);
  }
}

/** A target for a text, which reaches it no longer than the receiver lets through. */
function text(name: string, seeds: readonly string[], read: (text: string) => unknown): Target {
  return {
    name,
    words,
    seeds: seeds.map((seed) => [encoder.encode(seed)]),
    run: ([bytes]) => void read(decoder.decode(bytes).slice(0, LONGEST)),
  };
}

/** However the network cuts what comes through a tunnel, the same comes out. */
function unwrapped(create: () => Unwrapper, input: Input): void {
  const bytes = Uint8Array.from(input.flatMap((piece) => [...piece]));
  const unwrap = (step: number) => {
    const machine = create(), out: number[] = [];
    for (let at = 0; at < bytes.length; at += step) {
      const piece = bytes.slice(at, at + step), count = machine.decode(piece);
      if (isMalformed(count)) break;
      assert.ok(count <= piece.length, "more than there was");
      out.push(...piece.subarray(0, count));
    }
    return out;
  };
  if (!isMalformed(create().decode(bytes.slice()))) {
    assert.deepEqual(unwrap(1), unwrap(bytes.length));
  }
}

type Unwrapper = Pick<WebSocketReader, "decode">;

const TUNNEL = "GET /cam HTTP/1.1\r\nx-sessioncookie: a\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Key: a==\r\nSec-WebSocket-Protocol: rtsp.onvif.org\r\n\r\n";
const pingAndClose = Uint8Array.of(0x89, 0x81, 1, 2, 3, 4, 0x61, 0x88, 0x80, 1, 2, 3, 4);
const masked = Uint8Array.of(0x82, 0xfe, 0, 130, 1, 2, 3, 4, ...new Uint8Array(130).fill(0x4f));

const DIGEST = 'Digest username="u", realm="ipcam", nonce="n", uri="rtsp://h/p", response="00"';

export const rtsp: readonly Target[] = [
  { name: "rtsp receiver", seeds: conversations, words, run: (input) => conversation(input) },
  {
    name: "rtsp receiver, tolerant",
    seeds: conversations,
    words,
    run: (input) => conversation(input, tolerance),
  },
  {
    name: "rtsp tunnel, base64",
    seeds: [requests.map((one) => encoder.encode(`${one.toBase64()}\r\n`))],
    run: (input) => unwrapped(() => new Base64Decoder(), input),
  },
  {
    name: "rtsp tunnel, websocket",
    seeds: [[masked, pingAndClose], [masked, masked]],
    run: (input) => unwrapped(() => new WebSocketReader(true), input),
  },
  {
    name: "rtsp tunnel, head",
    seeds: [[encoder.encode(TUNNEL)], [encoder.encode(TUNNEL.replace("GET", "POST"))]],
    run: ([bytes]) => {
      mayBeHttp(bytes);
      parseTunnel(decoder.decode(bytes.subarray(0, headEnd(bytes))));
    },
  },
  text("rtsp transport", [PLAYING, "RTP/SAVP/UDP;multicast;mode=record"], (value) => {
    parseTransports(value);
    parseTransportAnswer(value);
  }),
  text("rtsp url", [URL, `${URL}/trackID=0`, "rtsps://[::1]:1/%41"], (value) => {
    for (const withControl of [false, true]) parseRtspUrl(value, withControl);
    baseUrl("rtsp://h/p", { headers: new Map([["content-base", [value]]]) }, value);
    setupUrls("rtsp://h/p", "rtsp://h/q/", value);
  }),
  text(
    "rtsp headers",
    ["a;timeout=60", 'Digest realm="x", nonce="y"', "Basic dTpw", DIGEST],
    (v) => {
      parseSession(v);
      parseChallenges([v, v]);
      const headers = new Map([["authorization", [v]]]);
      const request = { kind: "request", method: "PLAY", url: URL, headers, body: "" } as const;
      credentialsOf(request, v, ["basic", "digest"], "n").verify?.("u", "p");
    },
  ),
];
