import assert from "node:assert/strict";
import { Malformed } from "media/malformed.ts";
import { parseTransports, type Transport } from "./transport.ts";

const AVP = { profile: "AVP", mode: "play" } as const;

const cases: Record<string, readonly Transport[]> = {
  "RTP/AVP/TCP;unicast;interleaved=0-1": [{ ...AVP, lower: "tcp", interleaved: [0, 1] }],
  "RTP/AVP/TCP;unicast;interleaved=4": [{ ...AVP, lower: "tcp", interleaved: [4, 5] }],
  "RTP/AVP/TCP": [{ ...AVP, lower: "tcp" }],
  "RTP/AVP;unicast;client_port=5000-5001": [{ ...AVP, lower: "udp", clientPort: [5000, 5001] }],
  "RTP/AVP/UDP;unicast;client_port=5000-5001;mode=record": [
    { ...AVP, lower: "udp", clientPort: [5000, 5001], mode: "record" },
  ],
  'RTP/AVP/TCP;unicast;mode="RECORD";interleaved=0-1': [
    { ...AVP, lower: "tcp", interleaved: [0, 1], mode: "record" },
  ],
  "RTP/AVP;multicast": [{ ...AVP, lower: "multicast" }],
  "RTP/SAVP;unicast;client_port=1-2": [{
    profile: "SAVP",
    mode: "play",
    lower: "udp",
    clientPort: [1, 2],
  }],
  "RTP/AVP;unicast;client_port=5000-5001, RTP/AVP/TCP;interleaved=0-1": [
    { ...AVP, lower: "udp", clientPort: [5000, 5001] },
    { ...AVP, lower: "tcp", interleaved: [0, 1] },
  ],
  "MP2T/H2221/UDP;unicast;client_port=1-2": [],
};

Deno.test("Transport headers are read as clients write them", () => {
  for (const [value, expected] of Object.entries(cases)) {
    assert.deepEqual(parseTransports(value), expected, value);
  }
});

Deno.test("what is no Transport header is malformed", () => {
  const wrong = [
    "",
    "RTP/AVP/TCP;interleaved=a-b",
    "RTP/AVP/TCP;interleaved=256-257",
    "RTP/AVP;client_port=65535",
  ];
  for (const value of wrong) assert.ok(parseTransports(value) instanceof Malformed, value);
});
