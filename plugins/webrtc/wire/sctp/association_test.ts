import assert from "node:assert/strict";
import { readU32, writeU16, writeU32 } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged } from "media/rtp/damage_cases.ts";
import { Association } from "./association.ts";
import * as sctp from "./chunk.ts";
import { crc32c } from "./crc32c.ts";

const SEED = { tag: 0x11223344, tsn: 0xfffffffe, cookie: Uint8Array.of(7, 8, 9) };
const PEER_TAG = 0x55667788, PEER_TSN = 100;

function read(bytes: Uint8Array): sctp.SctpPacket {
  const packet = sctp.readSctp(bytes);
  assert.ok(!isMalformed(packet));
  return packet;
}

/** The other end, as far as it is needed to talk. */
class Peer {
  readonly association = new Association(SEED);
  now = 0;

  send(type: number, body: Uint8Array, flags = 0, tag = SEED.tag): sctp.Chunk[] {
    const chunks = [{ type, flags, body }];
    const packet = { source: 5000, destination: 5001, tag, chunks };
    this.association.receive(sctp.writeSctp(packet), this.now);
    return this.take();
  }

  take(): sctp.Chunk[] {
    return this.association.outbox.splice(0).flatMap((bytes) => {
      const packet = read(bytes);
      assert.deepEqual([packet.source, packet.destination, packet.tag], [5001, 5000, PEER_TAG]);
      return [...packet.chunks];
    });
  }

  open(): void {
    const init = new Uint8Array(16);
    writeU32(init, 0, PEER_TAG);
    writeU32(init, 12, PEER_TSN);
    const [ack] = this.send(sctp.INIT, init, 0, 0);
    assert.equal(ack.type, sctp.INIT_ACK);
    assert.deepEqual([readU32(ack.body, 0), readU32(ack.body, 12)], [SEED.tag, SEED.tsn]);
    const [echo] = this.send(sctp.COOKIE_ECHO, ack.body.subarray(20));
    assert.equal(echo.type, sctp.COOKIE_ACK);
    assert.equal(this.association.state, "open");
  }

  data(tsn: number, flags = 3): sctp.Chunk[] {
    const body = new Uint8Array(14);
    writeU32(body, 0, tsn);
    writeU16(body, 4, 9);
    writeU32(body, 8, 50);
    body.set([1, 2], 12);
    return this.send(sctp.DATA, body, flags);
  }

  acknowledge(tsn: number): sctp.Chunk[] {
    const body = new Uint8Array(12);
    writeU32(body, 0, tsn);
    return this.send(sctp.SACK, body);
  }
}

const tsns = (chunks: readonly sctp.Chunk[]) => chunks.map(({ body }) => readU32(body, 0));

Deno.test("SCTP: messages that come in order are kept and acknowledged, others are not", () => {
  const peer = new Peer();
  peer.open();
  for (const [tsn, acknowledged] of [[100, 100], [102, 100], [101, 101], [101, 101]]) {
    const [sack] = peer.data(tsn);
    assert.deepEqual([sack.type, readU32(sack.body, 0)], [sctp.SACK, acknowledged]);
  }
  const { messages } = peer.association;
  assert.deepEqual(messages.map(({ stream, protocol }) => [stream, protocol]), [[9, 50], [9, 50]]);
  assert.deepEqual(messages[0].data, Uint8Array.of(1, 2));
});

Deno.test("SCTP: what is sent is cut, kept until it is acknowledged, and sent again until then", () => {
  const peer = new Peer(), { association } = peer;
  peer.open();
  assert.ok(association.send(1, 53, new Uint8Array(2500).fill(5), peer.now));
  const sent = peer.take();
  assert.deepEqual(tsns(sent), [0xfffffffe, 0xffffffff, 0]);
  assert.deepEqual(sent.map(({ flags, body }) => [flags, body.length]), [[2, 1112], [0, 1112], [
    1,
    312,
  ]]);
  assert.equal(association.deadline, 500);
  assert.deepEqual(peer.acknowledge(0xfffffffe), []);
  association.timeout(499);
  assert.deepEqual(peer.take(), []);
  association.timeout(500);
  assert.deepEqual(tsns(peer.take()), [0xffffffff, 0]);
  assert.equal(association.deadline, 1500);
  peer.acknowledge(0);
  assert.equal(association.deadline, Infinity);
});

Deno.test("SCTP: a peer that falls silent is given up, and nothing piles up without end", () => {
  const peer = new Peer(), { association } = peer;
  assert.equal(association.send(1, 53, new Uint8Array(3), 0), false);
  peer.open();
  let taken = 0;
  while (association.send(1, 53, new Uint8Array(3), peer.now)) taken++;
  assert.equal(taken, 32 + 512);
  assert.equal(peer.take().length, 32);
  assert.equal(peer.acknowledge(SEED.tsn + 9 >>> 0).length, 10);
  while (association.deadline < Infinity) association.timeout(association.deadline);
  assert.equal(association.state, "closed");
});

Deno.test("SCTP: heartbeats are answered, goodbyes end it", () => {
  for (const [type, answer] of [[sctp.SHUTDOWN, sctp.SHUTDOWN_ACK], [sctp.ABORT, undefined]]) {
    const peer = new Peer();
    peer.open();
    const [beat] = peer.send(sctp.HEARTBEAT, Uint8Array.of(0, 1, 0, 5, 9));
    assert.deepEqual([beat.type, beat.body.length], [sctp.HEARTBEAT_ACK, 5]);
    assert.equal(peer.send(type!, new Uint8Array(4))[0]?.type, answer);
    assert.equal(peer.association.state, "closed");
  }
});

Deno.test("SCTP: what is damaged, or of somebody else, is ignored", () => {
  const peer = new Peer();
  peer.open();
  assert.deepEqual(peer.send(sctp.HEARTBEAT, new Uint8Array(4), 0, 5), []);
  const good = sctp.writeSctp({
    ...{ source: 5000, destination: 5001, tag: SEED.tag },
    chunks: [{ type: sctp.ABORT, flags: 0, body: new Uint8Array(0) }],
  });
  for (const bytes of damaged(good)) {
    if (bytes.every((byte, i) => byte === good[i]) && bytes.length === good.length) continue;
    peer.association.receive(bytes, 0);
  }
  assert.equal(peer.association.state, "open");
  // RFC 9260 has no vector; this is the one of CRC-32C (RFC 3720 B.4): 32 zeros.
  const zeros = new Uint8Array(32);
  assert.equal(crc32c(zeros, 40), 0x8a9136aa);
});
