import assert from "node:assert/strict";
import { damaged, fromHex } from "./damage_cases.ts";
import * as rtp from "./packet.ts";

const cases = [
  { name: "plain", hex: "8060 0001 00000002 00000003 aabb", header: 12, payload: "aabb" },
  { name: "marker", hex: "80e0 ffff fffffffe fffffffd 01", header: 12, payload: "01" },
  { name: "without payload", hex: "8060 0001 00000002 00000003", header: 12, payload: "" },
  {
    name: "two CSRC",
    hex: "8260 0001 00000002 00000003 11111111 22222222 cc",
    header: 20,
    payload: "cc",
  },
  {
    name: "extension of one word",
    hex: "9060 0001 00000002 00000003 bede0001 01020304 dd",
    header: 20,
    payload: "dd",
  },
  {
    name: "CSRC, empty extension, padding",
    hex: "b160 0001 00000002 00000003 11111111 bede0000 ee 000003",
    header: 20,
    payload: "ee",
  },
  {
    name: "nothing but padding",
    hex: "a060 0001 00000002 00000003 00000004",
    header: 12,
    payload: "",
  },
];

const broken = [
  { name: "version 1", hex: "4060 0001 00000002 00000003" },
  { name: "eleven bytes", hex: "8060 0001 00000002 000000" },
  { name: "CSRC beyond the end", hex: "8160 0001 00000002 00000003" },
  { name: "extension header beyond the end", hex: "9060 0001 00000002 00000003 bede" },
  { name: "extension beyond the end", hex: "9060 0001 00000002 00000003 bede0002 01020304" },
  { name: "padding of nothing", hex: "a060 0001 00000002 00000003 0000" },
  { name: "padding over the header", hex: "a060 0001 00000002 00000003 03" },
];

/** The packet in the middle of a larger buffer. */
function embed(packet: Uint8Array) {
  const bytes = new Uint8Array(packet.length + 10).fill(0xff);
  bytes.set(packet, 5);
  return { bytes, start: 5, end: 5 + packet.length };
}

Deno.test("RTP header: payload bounds", () => {
  for (const { name, hex, header, payload } of cases) {
    const { bytes, start, end } = embed(fromHex(hex));
    assert.ok(rtp.validPacket(bytes, start, end), name);
    assert.equal(rtp.headerLength(bytes, start, end), header, name);
    const from = rtp.payloadStart(bytes, start, end), to = rtp.payloadEnd(bytes, start, end);
    assert.deepEqual(bytes.slice(from, to), fromHex(payload), name);
  }
});

Deno.test("RTP header: what does not fit is refused", () => {
  for (const { name, hex } of broken) {
    const { bytes, start, end } = embed(fromHex(hex));
    assert.equal(rtp.validPacket(bytes, start, end), false, name);
  }
  assert.equal(rtp.validPacket(fromHex(cases[0].hex), 0, 100), false, "end beyond the buffer");
});

Deno.test("RTP header: damage never leads outside of the packet", () => {
  for (const { name, hex } of cases) {
    for (const packet of damaged(fromHex(hex))) {
      if (!rtp.validPacket(packet, 0, packet.length)) continue;
      const from = rtp.payloadStart(packet, 0, packet.length);
      const to = rtp.payloadEnd(packet, 0, packet.length);
      assert.ok(12 <= from && from <= to && to <= packet.length, name);
    }
  }
});

Deno.test("RTP header: fields are written and read", () => {
  for (const [marker, seq] of [[true, 0xfffe], [false, 1]] as const) {
    const bytes = new Uint8Array(20);
    rtp.writeHeader(bytes, 4, 96, marker, seq, 0xfedcba98, 0x89abcdef);
    assert.ok(rtp.validPacket(bytes, 4, 20));
    assert.equal(rtp.headerLength(bytes, 4, 20), rtp.FIXED_HEADER);
    assert.equal(rtp.marker(bytes, 4), marker);
    assert.equal(rtp.payloadType(bytes, 4), 96);
    assert.equal(rtp.sequence(bytes, 4), seq);
    assert.equal(rtp.timestamp(bytes, 4), 0xfedcba98);
    assert.equal(rtp.ssrc(bytes, 4), 0x89abcdef);
    assert.deepEqual([bytes[0], bytes[16]], [0, 0], "bytes beside the header are untouched");
  }
});

Deno.test("RTP header: numbering anew keeps marker, flags and payload", () => {
  for (const { name, hex } of cases) {
    const packet = fromHex(hex), bytes = packet.slice();
    rtp.renumber(bytes, 0, 5, 0x1234, 0x89abcdef, 0xfedcba98);
    assert.deepEqual(
      [
        rtp.payloadType(bytes, 0),
        rtp.sequence(bytes, 0),
        rtp.timestamp(bytes, 0),
        rtp.ssrc(bytes, 0),
      ],
      [5, 0x1234, 0x89abcdef, 0xfedcba98],
      name,
    );
    assert.deepEqual([bytes[0], rtp.marker(bytes, 0)], [packet[0], rtp.marker(packet, 0)], name);
    assert.deepEqual(bytes.slice(12), packet.slice(12), name);
  }
});
