import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { parseAddress } from "./address.ts";

const udp = (hostname: string, port: number, more = {}) => ({
  ...{ kind: "udp", hostname, port, interface: "", source: "", ...more },
});

const cases:
  readonly (readonly [url: string, address: ReturnType<typeof parseAddress> | object])[] = [
    ["udp+mpegts://127.0.0.1:1234", udp("127.0.0.1", 1234)],
    ["udp://:1234", udp("", 1234)],
    ["udp+rtp://[::1]:1234/", udp("::1", 1234)],
    ["udp://host:1234?pkt_size=1316", udp("host", 1234)],
    [
      "udp+mpegts://239.1.2.3:5000?interface=eth0&source=10.0.0.1",
      udp("239.1.2.3", 5000, { interface: "eth0", source: "10.0.0.1" }),
    ],
    ["unix+mpegts:///run/a%20b.sock", { kind: "unix", file: "/run/a b.sock" }],
    ["unix+rtp:///run/100%.sock?x", { kind: "unix", file: "/run/100%.sock" }],
  ];

Deno.test("UDP source: addresses", () => {
  for (const [url, address] of cases) assert.deepEqual(parseAddress(url), address, url);
});

Deno.test("UDP source: no addresses", () => {
  for (const url of ["udp://h", "udp://h:70000", "udp://h:x", "unix+mpegts://", "rtsp://h:1", ""]) {
    assert.ok(isMalformed(parseAddress(url)), url);
  }
});
