import assert from "node:assert/strict";
import { GAP, interleaved, PacketRun } from "media/rtp/batch.ts";

/** A read buffer as an interleaved sender fills it: header, packet, header, packet. */
function readBuffer(packets: readonly number[][], channel = 9): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    packets.flatMap((p) => [0x24, channel, p.length >> 8, p.length & 0xff, ...p]),
  );
}

const PACKETS = [[1, 2, 3], [4, 5], [6]];

Deno.test("packets that lie as they were read become a view, with the stream's channel", () => {
  const buffer = readBuffer(PACKETS), run = new PacketRun();
  let at = 0;
  for (const packet of PACKETS) {
    run.push(buffer, at + GAP, at + GAP + packet.length);
    at += GAP + packet.length;
  }
  const block = run.take(2);
  assert.equal(block.bytes.buffer, buffer.buffer);
  assert.deepEqual(block.bytes, readBuffer(PACKETS, 2));
  assert.deepEqual([block.offsets, block.sizes], [[4, 11, 17], [3, 2, 1]]);
  assert.equal(run.count, 0);
});

Deno.test("packets from several buffers, or with others between them, are copied together", () => {
  const run = new PacketRun(), a = readBuffer([[1, 2, 3], [0], [4, 5]]);
  run.push(a, 4, 7), run.push(a, 16, 18), run.push(Uint8Array.of(6), 0, 1);
  const block = run.take(0);
  assert.notEqual(block.bytes.buffer, a.buffer);
  assert.deepEqual(block.bytes, readBuffer(PACKETS, 0));
});

Deno.test("a packet at the very start of its buffer has no room before it and is copied", () => {
  const run = new PacketRun();
  run.push(Uint8Array.of(1, 2, 3), 0, 3);
  assert.deepEqual(run.take(0).bytes, readBuffer([[1, 2, 3]], 0));
});

Deno.test("the interleaved block of a channel is made once, that of the batch's own not at all", () => {
  const run = new PacketRun();
  for (const packet of PACKETS) run.push(Uint8Array.from(packet), 0, packet.length);
  const batch = run.take(2);
  assert.equal(interleaved(batch, 2), batch.bytes);
  const other = interleaved(batch, 6);
  assert.deepEqual(other, readBuffer(PACKETS, 6));
  assert.equal(interleaved(batch, 6), other);
  assert.deepEqual(batch.bytes, readBuffer(PACKETS, 2));
});
