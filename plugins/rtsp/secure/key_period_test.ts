import assert from "node:assert/strict";
import type { PacketReader, Rendition, Stream } from "core/mod.ts";
import { fromBase64 } from "media/bytes.ts";
import type { Mikey } from "media/mikey/message.ts";
import { parseMikey } from "media/mikey/parse.ts";
import { GAP, PacketRun, type RtpBatch } from "media/rtp/batch.ts";
import { writeHeader } from "media/rtp/packet.ts";
import { portableCiphers } from "net/cipher/mod.ts";
import { SecureStreams } from "./key_period.ts";
import { SrtpKeys } from "./keys.ts";

const SSRC = 7, keys = new SrtpKeys(() => portableCiphers, { wall: () => 0 });

/** A stream of one lane, and the readers of its only rendition. */
function streamOf() {
  const readers = new Set<PacketReader>();
  const rendition = { add: readers.add.bind(readers), remove: readers.delete.bind(readers) };
  const stream = { lanes: [{ ssrc: SSRC, track: { media: 0 } }] };
  return {
    readers,
    stream: stream as unknown as Stream,
    rendition: rendition as unknown as Rendition,
  };
}

function batchOf(...sequences: number[]): RtpBatch {
  const run = new PacketRun();
  for (const sequence of sequences) {
    const packet = new Uint8Array(GAP + 12 + 20).fill(sequence);
    writeHeader(packet, GAP, 96, false, sequence & 0xffff, 1000, SSRC);
    run.push(packet, GAP, packet.length);
  }
  return run.take(0) as RtpBatch;
}

/** What a client reads of the message it is told. */
function told(message: string): Mikey {
  return parseMikey(fromBase64(message)!) as Mikey;
}

Deno.test("SRTP of a stream: packets are encrypted once, and open with the key that readers are told", () => {
  const { readers, rendition, stream } = streamOf(), streams = new SecureStreams(keys);
  const period = streams.period(stream), release = period.hold(), media = period.media(0);
  const got: RtpBatch[][] = [[], []];
  for (const batches of got) {
    media.rendition(rendition).add({ write: (batch) => batches.push(batch), report() {} });
  }
  assert.equal(readers.size, 1);
  const plain = batchOf(65534, 65535, 0, 1);
  for (const reader of readers) reader.write(plain);
  const [[batch], [same]] = got;
  assert.equal(batch, same);
  assert.equal(batch.bytes.length, plain.bytes.length + 4 * 10);
  const receiver = keys.receiver(told(media.message).master);
  for (const [i, offset] of batch.offsets.entries()) {
    const size = batch.sizes[i], end = receiver.unprotect(batch.bytes, offset, offset + size);
    const [from, length] = [plain.offsets[i], plain.sizes[i]];
    assert.equal(end - offset, length);
    const opened = batch.bytes.subarray(offset, end);
    assert.deepEqual(opened, plain.bytes.subarray(from, from + length));
  }
  receiver.close();
  release();
  assert.equal(readers.size, 0);
});

Deno.test("SRTP of a stream: who comes when numbers have wrapped is told new keys, others go on", () => {
  const { readers, rendition, stream } = streamOf(), streams = new SecureStreams(keys);
  const first = streams.period(stream), release = first.hold();
  first.media(0).rendition(rendition);
  for (const reader of readers) reader.write(batchOf(65535));
  assert.equal(streams.period(stream), first);
  for (const reader of readers) reader.write(batchOf(0));
  assert.deepEqual(told(first.media(0).message).sources, [{ ssrc: SSRC, rollOver: 1 }]);
  const second = streams.period(stream), releaseSecond = second.hold();
  assert.notEqual(second, first);
  assert.deepEqual(told(second.media(0).message).sources, [{ ssrc: SSRC, rollOver: 0 }]);
  second.media(0).rendition(rendition);
  assert.equal(readers.size, 2);
  release();
  assert.deepEqual([readers.size, streams.period(stream)], [1, second]);
  releaseSecond();
  assert.equal(readers.size, 0);
});

Deno.test("SRTP of a stream: keys are given up with the last who knows them, and never used again", () => {
  const { rendition, stream } = streamOf(), streams = new SecureStreams(keys);
  const first = streams.period(stream), one = first.hold(), other = first.hold();
  first.media(0).rendition(rendition);
  one();
  one();
  assert.equal(streams.period(stream), first);
  other();
  const second = streams.period(stream);
  assert.notDeepEqual(told(second.media(0).message).master, told(first.media(0).message).master);
});
