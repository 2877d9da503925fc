import assert from "node:assert/strict";
import {
  parseSession,
  parseTransportAnswer,
  type SessionHeader,
  type TransportAnswer,
} from "./answer.ts";

const sessions: [string | undefined, SessionHeader | undefined][] = [
  ["12345678", { id: "12345678" }],
  ["12345678;timeout=60", { id: "12345678", timeout: 60 }],
  [" abc ; Timeout = 30 ", { id: "abc", timeout: 30 }],
  ['abc;x=1;timeout="45"', { id: "abc", timeout: 45 }],
  ["abc;timeout=0", { id: "abc" }],
  ["abc;timeout=-1", { id: "abc" }],
  ["abc;timeout", { id: "abc" }],
  ["abc;timeout=99999999", { id: "abc", timeout: 999999 }],
  ["", undefined],
  [";timeout=60", undefined],
  [undefined, undefined],
];

const transports: [string | undefined, TransportAnswer][] = [
  ["RTP/AVP/TCP;unicast;interleaved=0-1", { lower: "tcp", interleaved: [0, 1] }],
  ["RTP/AVP;unicast;interleaved=2-3", { lower: "tcp", interleaved: [2, 3] }],
  ["RTP/AVP/TCP; unicast; Interleaved = 6", { lower: "tcp", interleaved: [6, 7] }],
  ["RTP/AVP/TCP;unicast", { lower: "tcp" }],
  ["RTP/AVP/TCP;interleaved=300-301", { lower: "tcp" }],
  [
    "RTP/AVP;unicast;client_port=4-5;server_port=6000-6001;ssrc=12AB;source=10.0.0.7",
    { lower: "udp", serverPort: [6000, 6001], source: "10.0.0.7" },
  ],
  [
    "RTP/AVP/UDP;unicast;client_port=4-5;server_port=6000",
    { lower: "udp", serverPort: [6000, 6001] },
  ],
  ["RTP/AVP;unicast;client_port=4-5", { lower: "udp" }],
  ["RTP/AVP;unicast;server_port=0-0", { lower: "udp" }],
  ["RTP/AVP;unicast;server_port=70000-70001;source=", { lower: "udp" }],
  [
    "RTP/AVP;multicast;destination=239.0.0.4;port=8002-8003;ttl=127",
    { lower: "multicast", port: [8002, 8003], destination: "239.0.0.4" },
  ],
  ["RTP/AVP;unicast;server_port=6-7,RTP/AVP/TCP", { lower: "udp", serverPort: [6, 7] }],
  ["", {}],
  [undefined, {}],
];

Deno.test("Session and Transport are read as servers answer them", () => {
  for (const [value, session] of sessions) assert.deepEqual(parseSession(value), session, value);
  for (const [value, answer] of transports) {
    assert.deepEqual(parseTransportAnswer(value), answer, value);
  }
});

Deno.test("cut off anywhere, they are read as far as they go", () => {
  for (const [value = ""] of [...sessions, ...transports]) {
    for (let length = 0; length <= value.length; length++) {
      const { interleaved = [0, 0], serverPort = [0, 0] } = parseTransportAnswer(
        value.slice(0, length),
      );
      assert.ok(Math.max(...interleaved) < 256 && Math.max(...serverPort) < 65536);
      assert.notEqual(parseSession(value.slice(0, length))?.id, "");
    }
  }
});
