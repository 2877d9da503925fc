import assert from "node:assert/strict";
import { readU16, readU32 } from "media/bytes.ts";
import { fileHeader, packetBlock } from "./block.ts";
import { TcpConversation } from "./conversation.ts";
import { ACK, type Endpoint, FIN, LARGEST_SEGMENT, PSH, SYN, tcpFrame, udpFrame } from "./frame.ts";

const ipv4 = (last: number, port: number): Endpoint => ({
  address: Uint8Array.of(10, 0, 0, last),
  port,
});
const ipv6 = (last: number, port: number): Endpoint => ({
  address: Uint8Array.of(0x20, 1, 0xd, 0xb8, ...new Uint8Array(11), last),
  port,
});

/** Sum of 16-bit words with their carries, as RFC 1071 has it: 0xffff where the checksum in it is right. */
function verify(...parts: Uint8Array[]): number {
  let total = 0;
  const bytes = parts.flatMap((part) => [...part]);
  if (bytes.length % 2) bytes.push(0);
  for (let i = 0; i < bytes.length; i += 2) {
    total += bytes[i] * 256 + bytes[i + 1];
    if (total > 0xffff) total -= 0xffff;
  }
  return total;
}

/** Reads a frame back by the layouts of the RFCs. */
function read(frame: Uint8Array) {
  const v6 = readU16(frame, 12) === 0x86dd, ip = frame.subarray(14), header = v6 ? 40 : 20;
  const transport = ip.subarray(header), protocol = v6 ? ip[6] : ip[9];
  const addresses = v6 ? ip.subarray(8, 40) : ip.subarray(12, 20);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, transport.length);
  assert.equal(verify(addresses, length, Uint8Array.of(0, protocol), transport), 0xffff);
  if (!v6) assert.equal(verify(ip.subarray(0, 20)), 0xffff);
  assert.equal(v6 ? readU16(ip, 4) + 40 : readU16(ip, 2), ip.length);
  return {
    protocol,
    from: [...addresses.subarray(0, addresses.length / 2)],
    ports: [readU16(transport, 0), readU16(transport, 2)],
    transport,
  };
}

function readTcp(frame: Uint8Array) {
  const { protocol, ports, transport } = read(frame);
  assert.equal(protocol, 6);
  return {
    from: ports[0],
    sequence: readU32(transport, 4),
    acknowledged: readU32(transport, 8),
    flags: transport[13],
    payload: [...transport.subarray(20)],
  };
}

Deno.test("pcapng: a file begins with a section and an Ethernet interface in nanoseconds", () => {
  const hex = "0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000" +
    "01000000 20000000 01000000 00000000 09000100 09000000 00000000 20000000";
  assert.equal(fileHeader().toHex(), hex.replaceAll(" ", ""));
});

Deno.test("pcapng: a packet block holds time, lengths and the padded frame", () => {
  const hex = "06000000 28000000 00000000 d204a017 0203a4c5 05000000 05000000 0102030405000000" +
    "28000000";
  const time = 0x17a004d2_c5a40302n;
  assert.equal(packetBlock(time, Uint8Array.of(1, 2, 3, 4, 5)).toHex(), hex.replaceAll(" ", ""));
  assert.equal(packetBlock(time, new Uint8Array(8)).length, 40);
});

Deno.test("pcapng: datagrams of both families, with right lengths and checksums", () => {
  for (const at of [ipv4, ipv6]) {
    for (const payload of [[], [7], [1, 2, 3, 0xff]]) {
      const [from, to] = [at(1, 8000), at(2, 50000)];
      const frame = read(udpFrame(from, to, Uint8Array.from(payload)));
      assert.equal(frame.protocol, 17);
      assert.deepEqual(frame.from, [...from.address]);
      assert.deepEqual(frame.ports, [8000, 50000]);
      assert.equal(readU16(frame.transport, 4), 8 + payload.length);
      assert.deepEqual([...frame.transport.subarray(8)], payload);
    }
  }
});

Deno.test("pcapng: a datagram's checksum is never 0, which means none", () => {
  const from = ipv4(1, 0), to = ipv4(2, 0);
  const plain = udpFrame(from, to, Uint8Array.of(0, 0));
  const balanced = udpFrame(from, to, plain.slice(-4, -2));
  assert.equal(readU16(balanced, balanced.length - 4), 0xffff);
});

Deno.test("pcapng: a connection is a handshake, numbered data and an end", () => {
  for (const at of [ipv4, ipv6]) {
    const conversation = new TcpConversation(at(1, 8554), at(2, 50000));
    const frames = [
      conversation.accepted(),
      conversation.received(Uint8Array.of(1, 2, 3)),
      conversation.sent(Uint8Array.of(4, 5)),
      conversation.received(Uint8Array.of(6)),
      conversation.receivedEnd(),
      conversation.sentEnd(),
    ].flat().map(readTcp);
    assert.deepEqual(
      frames.map((f) => [f.from, f.flags, f.sequence, f.acknowledged, f.payload.length]),
      [
        [50000, SYN, 0, 0, 0],
        [8554, SYN | ACK, 0, 1, 0],
        [50000, ACK, 1, 1, 0],
        [50000, PSH | ACK, 1, 1, 3],
        [8554, PSH | ACK, 1, 4, 2],
        [50000, PSH | ACK, 4, 3, 1],
        [50000, FIN | ACK, 5, 3, 0],
        [8554, FIN | ACK, 3, 6, 0],
      ],
    );
  }
});

Deno.test("pcapng: what one write held is cut where an IP packet ends", () => {
  const conversation = new TcpConversation(ipv6(1, 1), ipv6(2, 2));
  const bytes = Uint8Array.from({ length: LARGEST_SEGMENT + 3 }, (_, i) => i);
  const frames = conversation.sent(bytes).map(readTcp);
  assert.deepEqual(frames.map((f) => f.sequence), [0, LARGEST_SEGMENT]);
  assert.deepEqual(frames.flatMap((f) => f.payload), [...bytes]);
});

Deno.test("pcapng: numbers are unsigned", () => {
  const position = { sequence: 0xfffffffe, acknowledged: 0xffffffff, flags: ACK };
  const frame = readTcp(tcpFrame(ipv4(1, 1), ipv4(2, 2), position, new Uint8Array(0)));
  assert.deepEqual([frame.sequence, frame.acknowledged], [0xfffffffe, 0xffffffff]);
});
