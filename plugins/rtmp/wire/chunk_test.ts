import assert from "node:assert/strict";
import { isMalformed, Malformed } from "media/malformed.ts";
import { body, CHUNK_CASES, hash } from "./chunk_cases.ts";
import { ChunkReader, MAX_CHANNELS } from "./chunk_reader.ts";
import { writeChunks } from "./chunk_writer.ts";
import { AUDIO, type Message, VIDEO } from "./message.ts";

const LIMIT = 1024;

/** What comes out of bytes that come in pieces of at most `step`: descriptions, and the failure at the end. */
function read(bytes: Uint8Array, step = bytes.length, limit = LIMIT): string[] {
  const reader = new ChunkReader(256, limit), out: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = reader.space(), piece = bytes.subarray(at, at + Math.min(step, space.length));
    assert.ok(piece.length > 0, "no space");
    space.set(piece);
    reader.received(piece.length);
    at += piece.length;
    for (let message; (message = reader.next()) !== undefined;) {
      if (isMalformed(message)) return [...out, message.reason];
      out.push(describe(message));
    }
  }
  return out;
}

function describe({ type, stream, timestamp, body }: Message): string {
  return `${type} ${stream}@${timestamp} ${body.length} ${hash(body)}`;
}

for (const { name, bytes, messages } of CHUNK_CASES) {
  Deno.test(`chunks: ${name}`, () => {
    for (let step = bytes.length; step > 0; step = Math.floor(step / 2)) {
      assert.deepEqual(read(bytes, step), messages, `in pieces of ${step}`);
    }
  });

  Deno.test(`chunks: ${name}: split anywhere, cut short anywhere`, () => {
    for (let at = 0; at <= bytes.length; at++) {
      const reader = new ChunkReader(1024, LIMIT), out: string[] = [];
      for (const piece of [bytes.subarray(0, at), bytes.subarray(at)]) {
        reader.space().set(piece);
        reader.received(piece.length);
        for (let message; (message = reader.next()) !== undefined;) {
          assert.ok(!isMalformed(message));
          out.push(describe(message));
        }
        assert.deepEqual(out, messages.slice(0, out.length));
      }
      assert.deepEqual(out, messages, `split at ${at}`);
    }
  });

  Deno.test(`chunks: ${name}: damage is a value`, () => {
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const damaged = bytes.slice();
        damaged[at] ^= change;
        const out = read(damaged);
        assert.deepEqual(read(damaged, 3), out, `byte ${at} ^ ${change} in pieces of 3`);
      }
    }
  });
}

Deno.test("chunks: what is written in any size is read", () => {
  const content = body(700, 3);
  for (const chunkSize of [1, 2, 127, 128, 699, 700, 65536]) {
    for (const timestamp of [0, 0xfffffe, 0xffffff, 0xffffffff]) {
      const parts = [content.subarray(0, 1), content.subarray(1, 1), content.subarray(1)];
      const message = { type: VIDEO, stream: 1, timestamp, parts };
      const size = Uint8Array.of(2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, ...u24(chunkSize));
      const bytes = [...size, ...writeChunks(message, 6, chunkSize)];
      assert.deepEqual(read(Uint8Array.from(bytes)), [
        `9 1@${timestamp} 700 ${hash(content)}`,
      ]);
    }
  }
});

const u24 = (value: number) => [value >> 16 & 255, value >> 8 & 255, value & 255];

/** The first chunk of a message of `length` bytes. */
function beginning(channel: number, length: number): number[] {
  return [channel, 0, 0, 0, ...u24(length), AUDIO, 1, 0, 0, 0, ...body(Math.min(128, length))];
}

const refusals: readonly (readonly [string, readonly number[], RegExp])[] = [
  ["a message that is too long", beginning(3, LIMIT + 1), /over 1024 bytes/],
  [
    "messages side by side that take too much",
    [3, 4, 5].flatMap((channel) => beginning(channel, LIMIT)),
    /too many messages/,
  ],
  [
    "too many chunk streams",
    Array.from({ length: MAX_CHANNELS + 1 }, (_, i) => [0, i, ...beginning(0, 1).slice(1)]).flat(),
    /over 64 chunk streams/,
  ],
  ["a chunk stream without a header", [0xc3, 1, 2, 3], /begins without a header/],
  ["chunks of no bytes", [2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0], /chunk size/],
  [
    "an aggregate message that is cut short",
    [3, 0, 0, 0, 0, 0, 12, 22, 1, 0, 0, 0, AUDIO, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0, 1],
    /cut short/,
  ],
];

for (const [name, bytes, reason] of refusals) {
  Deno.test(`chunks: ${name} is refused`, () => {
    const out = read(Uint8Array.from(bytes), 50);
    assert.match(out.at(-1) ?? "", reason);
  });
}

Deno.test("chunks: memory is taken as a message comes, not as it says", () => {
  const reader = new ChunkReader(4096, 16 * 1024 * 1024);
  const bytes = Uint8Array.from(beginning(3, 0xffffff));
  reader.space().set(bytes);
  reader.received(bytes.length);
  const before = Deno.memoryUsage().external;
  assert.equal(reader.next() instanceof Malformed, false);
  assert.ok(Deno.memoryUsage().external - before < 1024 * 1024);
});
