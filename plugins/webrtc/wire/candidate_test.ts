import assert from "node:assert/strict";
import { describeCandidate, parseCandidate, priorityOf, writeCandidate } from "./candidate.ts";

const cases: readonly [line: string, described: string | undefined][] = [
  [
    "candidate:842163049 1 udp 1677729535 203.0.113.7 54321 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag abcd network-cost 999",
    "srflx/udp/203.0.113.7/54321",
  ],
  ["candidate:1 1 UDP 2130706431 192.168.1.2 50000 typ host", "host/udp/192.168.1.2/50000"],
  ["1 1 udp 2130706431 fd00::2 50000 typ host", "host/udp/fd00::2/50000"],
  ["candidate:2 1 TCP 1019216383 10.0.0.1 9 typ host tcptype active", "host/tcp/10.0.0.1/9"],
  [
    "candidate:3 1 udp 1 192.0.2.1 3478 typ relay raddr 1.2.3.4 rport 5",
    "relay/udp/192.0.2.1/3478",
  ],
  ["candidate:1 2 udp 2130706431 192.168.1.2 50000 typ host", undefined],
  ["candidate:1 1 sctp 2130706431 192.168.1.2 50000 typ host", undefined],
  ["candidate:1 1 udp 2130706431 192.168.1.2 99999 typ host", undefined],
  ["candidate:1 1 udp x 192.168.1.2 5 typ host", undefined],
  ["candidate:1 1 udp 1 192.168.1.2 5 typ strange", undefined],
  ["", undefined],
];

Deno.test("candidates are read, and written as they are read", () => {
  for (const [line, described] of cases) {
    const candidate = parseCandidate(line);
    assert.equal(candidate && describeCandidate(candidate), described, line);
    if (candidate) assert.deepEqual(parseCandidate(writeCandidate(candidate)), candidate);
    for (let size = 0; size < line.length; size++) parseCandidate(line.slice(0, size));
  }
  assert.equal(parseCandidate(cases[3][0])?.tcpType, "active");
});

Deno.test("UDP is preferred to TCP, and hosts to what servers have seen", () => {
  const order = [
    priorityOf("host", "udp", 0),
    priorityOf("host", "udp", 1),
    priorityOf("srflx", "udp", 0),
    priorityOf("host", "tcp", 0),
    priorityOf("relay", "udp", 0),
  ];
  assert.deepEqual(order, order.toSorted((a, b) => b - a));
  for (const priority of order) assert.ok(priority > 0 && priority < 2 ** 32);
});
