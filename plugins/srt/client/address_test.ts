import assert from "node:assert/strict";
import { Malformed } from "media/malformed.ts";
import { parseAddress } from "./address.ts";

/** What follows from a URL, of what is looked at. */
const cases: readonly (readonly [url: string, expected: Record<string, unknown>])[] = [
  ["srt://host:8890", { hostname: "host", port: 8890, streamId: "", options: {} }],
  ["srt://host:7/any/path?streamid=read:cam", { hostname: "host", port: 7, streamId: "read:cam" }],
  ["srt://[::1]:7?streamid=read:cam", { hostname: "::1", port: 7, streamId: "read:cam" }],
  ["SRT://host:7/?streamid=#!::r=a/b,u=x&latency=80", {
    streamId: "#!::r=a/b,u=x",
    options: { receiveLatency: 80_000, peerLatency: 80_000 },
  }],
  ["srt://host:7?streamid=%23!::r=a#x", { streamId: "#!::r=a" }],
  ["srt://host:7?passphrase=correct%20horse&pbkeylen=32&mode=caller&pkt_size=1316", {
    passphrase: "correct horse",
    keyLength: 32,
    unknown: [],
  }],
  ["srt://host:7?latency=80&rcvlatency=100&tlpktdrop=0&nakreport=off&tsbpdmode=yes", {
    options: {
      receiveLatency: 100_000,
      peerLatency: 80_000,
      tooLateDrop: false,
      periodicNak: false,
      timestampDelivery: true,
    },
  }],
  ["srt://host:7?maxbw=1000&fc=500&mss=1400&payloadsize=1128&sndbuf=1372000", {
    options: {
      maxBandwidth: 1000,
      flowWindow: 500,
      mtu: 1400,
      payloadSize: 1128,
      sendBuffer: 1000,
    },
  }],
  ["srt://host:7?maxbw=0&inputbw=1000&oheadbw=50", { options: { maxBandwidth: 1500 } }],
  ["srt://host:7?conntimeo=500&foo=1&bar=2", { connectTimeout: 500_000, unknown: ["foo", "bar"] }],
];

for (const [url, expected] of cases) {
  Deno.test(`SRT address: ${url}`, () => {
    const address = parseAddress(url);
    assert.ok(!(address instanceof Malformed));
    for (const [key, value] of Object.entries(expected)) {
      assert.deepEqual(address[key as keyof typeof address], value, key);
    }
    assert.match(address.url, /^srt:\/\/[^?#]+$/);
  });
}

const wrong: readonly (readonly [string, RegExp])[] = [
  ["srt://host", /not srt/],
  ["srt://host:99999", /not srt/],
  ["http://host:1", /not srt/],
  ["srt://host:1?passphrase=short", /passphrase .* 10 to 79/],
  ["srt://host:1?pbkeylen=17", /pbkeylen/],
  ["srt://host:1?latency=soon", /latency/],
  ["srt://host:1?tlpktdrop=maybe", /tlpktdrop/],
  ["srt://host:1?transtype=file", /transtype/],
  ["srt://host:1?packetfilter=fec", /packetfilter/],
  ["srt://host:1?messageapi=0", /messageapi/],
];

for (const [url, reason] of wrong) {
  Deno.test(`SRT address: ${url} is none`, () => {
    const address = parseAddress(url);
    assert.ok(address instanceof Malformed);
    assert.match(address.reason, reason);
    assert.ok(!address.reason.includes("'short'"));
  });
}
