import { writeChunks } from "./chunk_writer.ts";
import { ABORT, AGGREGATE, AUDIO, CHANNELS, SET_CHUNK_SIZE, VIDEO } from "./message.ts";

/** Bytes of a connection behind the handshake, and the messages that are in them: `TYPE STREAM@TIMESTAMP LENGTH HASH`. */
export interface ChunkCase {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly messages: readonly string[];
}

/** A body whose bytes tell their place. */
export function body(length: number, first = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i + first) & 0xff);
}

/** A sum that changes with each byte and its place. */
export function hash(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte, i) => (sum + byte * (i + 1)) >>> 0, bytes.length);
}

function bytesOf(...parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...Uint8Array.fromHex(part.replaceAll(" ", ""))] : [...part]
    ),
  );
}

function written(type: number, timestamp: number, content: Uint8Array, chunkSize = 128) {
  const message = { type, stream: 1, timestamp, parts: [content] };
  return writeChunks(message, type === VIDEO ? CHANNELS.video : CHANNELS.audio, chunkSize);
}

const seen = (type: number, stream: number, timestamp: number, content: Uint8Array) =>
  `${type} ${stream}@${timestamp} ${content.length} ${hash(content)}`;

const short = body(5), long = body(300, 7);

/** A tag within an aggregate message. */
function tag(type: number, time: number, content: Uint8Array): Uint8Array {
  const head = [type, 0, 0, content.length, time >> 16 & 255, time >> 8 & 255, time & 255, 0];
  return Uint8Array.of(...head, 0, 0, 0, ...content, 0, 0, 0, 0);
}

const aggregate = bytesOf(
  tag(AUDIO, 1000, short),
  tag(AUDIO, 1020, body(6)),
  tag(3, 1020, body(1)),
  tag(VIDEO, 1040, body(7)),
);

export const CHUNK_CASES: readonly ChunkCase[] = [
  {
    name: "one chunk, several, and none but the header",
    bytes: bytesOf(
      written(AUDIO, 10, short),
      written(VIDEO, 20, long),
      written(VIDEO, 30, body(0)),
      written(VIDEO, 40, body(256)),
    ),
    messages: [
      seen(AUDIO, 1, 10, short),
      seen(VIDEO, 1, 20, long),
      seen(VIDEO, 1, 30, body(0)),
      seen(VIDEO, 1, 40, body(256)),
    ],
  },
  {
    name: "headers that leave out what is as before",
    bytes: bytesOf(
      ...["04 000064 000005 08 01000000", short, "44 00000a 000002 08", body(2)],
      ...["84 000014", body(2, 1), "c4", body(2, 2), "c4", body(2, 3)],
    ),
    messages: [
      seen(AUDIO, 1, 100, short),
      seen(AUDIO, 1, 110, body(2)),
      seen(AUDIO, 1, 130, body(2, 1)),
      seen(AUDIO, 1, 150, body(2, 2)),
      seen(AUDIO, 1, 170, body(2, 3)),
    ],
  },
  {
    name: "a message without a header behind one with a full one has its time",
    bytes: bytesOf("04 000064 000002 08 01000000", body(2), "c4", body(2, 1)),
    messages: [seen(AUDIO, 1, 100, body(2)), seen(AUDIO, 1, 100, body(2, 1))],
  },
  {
    name: "a first header of format 1",
    bytes: bytesOf("42 000007 000006 04", "0006 00000001"),
    messages: [seen(4, 0, 7, bytesOf("0006 00000001"))],
  },
  {
    name: "chunk streams of two and three bytes, one within the other",
    bytes: bytesOf(
      ...["00 10 000001 000082 08 01000000", body(128), "01 1002 000002 000003 09 01000000"],
      ...[body(3), "c0 10", body(2, 128)],
    ),
    messages: [seen(VIDEO, 1, 2, body(3)), seen(AUDIO, 1, 1, body(130))],
  },
  {
    name: "extended timestamps, repeated",
    bytes: bytesOf(written(VIDEO, 0x01020304, long), written(AUDIO, 0xffffff, short)),
    messages: [seen(VIDEO, 1, 0x01020304, long), seen(AUDIO, 1, 0xffffff, short)],
  },
  {
    name: "extended timestamps that are not repeated",
    bytes: bytesOf(
      ...["06 ffffff 00012c 09 01000000 01020304", long.subarray(0, 128)],
      ...["c6", long.subarray(128, 256), "c6", long.subarray(256)],
    ),
    messages: [seen(VIDEO, 1, 0x01020304, long)],
  },
  {
    name: "an extended difference that wraps",
    bytes: bytesOf(
      ...["04 ffffff 000001 08 01000000 fffffff0", body(1), "44 ffffff 000001 08 01000000"],
      ...[body(1), "84 000010", body(1)],
    ),
    messages: [
      seen(AUDIO, 1, 0xfffffff0, body(1)),
      seen(AUDIO, 1, 0x00fffff0, body(1)),
      seen(AUDIO, 1, 0x01000000, body(1)),
    ],
  },
  {
    name: "another chunk size",
    bytes: bytesOf(
      ...[written(SET_CHUNK_SIZE, 0, bytesOf("00001000")), written(VIDEO, 1, long, 4096)],
      ...[written(SET_CHUNK_SIZE, 0, bytesOf("00000001")), written(AUDIO, 2, short, 1)],
    ),
    messages: [seen(VIDEO, 1, 1, long), seen(AUDIO, 1, 2, short)],
  },
  {
    name: "a message that is given up",
    bytes: bytesOf(
      ...["06 000001 00012c 09 01000000", long.subarray(0, 128)],
      ...[written(ABORT, 0, bytesOf("00000006")), written(VIDEO, 2, short)],
    ),
    messages: [seen(VIDEO, 1, 2, short)],
  },
  {
    name: "a message that begins anew",
    bytes: bytesOf(
      "06 000001 00012c 09 01000000",
      long.subarray(0, 128),
      written(VIDEO, 2, short),
    ),
    messages: [seen(VIDEO, 1, 2, short)],
  },
  {
    name: "an aggregate message",
    bytes: bytesOf(written(AGGREGATE, 5000, aggregate), written(AUDIO, 5100, short)),
    messages: [
      seen(AUDIO, 1, 5000, short),
      seen(AUDIO, 1, 5020, body(6)),
      seen(VIDEO, 1, 5040, body(7)),
      seen(AUDIO, 1, 5100, short),
    ],
  },
];
