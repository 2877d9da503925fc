import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { FaultLog } from "core/stream/faults.ts";
import { WriteQueue } from "core/tcp/queue.ts";
import { readAmf0 } from "media/amf/read.ts";
import { amfObject, EcmaArray } from "media/amf/value.ts";
import { writeAmf0 } from "media/amf/write.ts";
import { enhancedCases, legacyCases } from "media/flv/reader_cases.ts";
import { isMalformed } from "media/malformed.ts";
import { parseAddress } from "../../../plugins/rtmp/client/address.ts";
import { ToStream } from "../../../plugins/rtmp/input/to_stream.ts";
import { chooseTracks } from "../../../plugins/rtmp/output/choice.ts";
import { FromStream } from "../../../plugins/rtmp/output/from_stream.ts";
import { Serializer } from "../../../plugins/rtmp/output/serializer.ts";
import { answerRefusal } from "../../../plugins/rtmp/wire/adobe.ts";
import { CHUNK_CASES } from "../../../plugins/rtmp/wire/chunk_cases.ts";
import { ChunkReader } from "../../../plugins/rtmp/wire/chunk_reader.ts";
import { isCommand, readCommand } from "../../../plugins/rtmp/wire/command.ts";
import { readControl } from "../../../plugins/rtmp/wire/control.ts";
import { answerClient, answerServer, greetServer } from "../../../plugins/rtmp/wire/handshake.ts";
import { AUDIO, DATA, VIDEO } from "../../../plugins/rtmp/wire/message.ts";
import { resourceOf } from "../../../plugins/rtmp/wire/url.ts";
import { Stage } from "../../../test/streams/stage.ts";
import { FakeClock } from "../../../test/fake_clock.ts";
import { LogLines } from "../../../test/log_lines.ts";
import type { Input, Target } from "../target.ts";

const decoder = new TextDecoder(), encoder = new TextEncoder();
/** Longer conversations are not cut into single bytes. */
const SHORT = 16 * 1024;
const LIMIT = 64 * 1024;
const FOURCCS = new Set(["hvc1", "av01", "vp09", "Opus", "fLaC", "ac-3"]);

/** What comes out of a connection, as text; in pieces of at most `step` bytes. */
function receive(bytes: Uint8Array, step: number): string[] {
  const reader = new ChunkReader(256, LIMIT), out: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = reader.space(), piece = bytes.subarray(at, at + Math.min(step, space.length));
    assert.ok(piece.length > 0, "no space");
    space.set(piece);
    reader.received(piece.length);
    at += piece.length;
    for (let message; (message = reader.next()) !== undefined;) {
      if (isMalformed(message)) return [...out, message.reason];
      const { type, stream, timestamp, body } = message;
      if (isCommand(message)) readCommand(message);
      else readControl(message);
      out.push(`${type} ${stream} ${timestamp} ${body.length} ${body.subarray(0, 64).toHex()}`);
    }
  }
  return out;
}

/** However the network cuts it, the same comes out. */
function chunks(input: Input): void {
  const bytes = Uint8Array.from(input.flatMap((piece) => [...piece]));
  const whole = receive(bytes, bytes.length);
  for (const step of bytes.length < SHORT ? [1, 7, 100] : [100]) {
    assert.deepEqual(receive(bytes, step), whole, `in pieces of ${step}`);
  }
}

/** What was read is written, and then read as the same. */
function amf([bytes]: Input): void {
  const values = readAmf0(bytes);
  if (isMalformed(values)) return;
  assert.deepEqual(readAmf0(writeAmf0(...values)), values);
}

const metadata = writeAmf0(
  "@setDataFrame",
  "onMetaData",
  new EcmaArray([["videocodecid", 7], ["audiocodecid", 10], ["width", 1280]]),
);

/** A piece with its type of message and time before it. */
function tagged(type: number, time: number, body: Uint8Array): Uint8Array {
  return Uint8Array.of(type, time, ...body);
}

/** A reader's connection that takes everything at once. */
const drain = { write: (bytes: Uint8Array) => Promise.resolve(bytes.length) };

/** A publisher's messages, through the stream to readers by RTMP and to readers of packets. */
async function publish(input: Input): Promise<void> {
  const clock = new FakeClock(), log = new LogLines().log, faults = new FaultLog(log, clock);
  let output: FromStream | undefined;
  const queue = new WriteQueue(drain, 512, () => clock.now(), () => {});
  const to = new ToStream({
    clock,
    log,
    faults,
    publish(tracks) {
      const stage = new Stage(tracks);
      stage.stream.lanes.forEach((_, track) => stage.packets(track, 600));
      const { chosen } = chooseTracks(stage.stream.lanes, FOURCCS);
      output = new FromStream(new Serializer(1), chosen, { queue, clock, faults });
      output.start();
      return stage.stream;
    },
  });
  let timestamp = 0;
  for (const [type = 0, time = 0, ...body] of input) {
    timestamp = (timestamp + (time << time % 24)) >>> 0;
    clock.advance(time);
    const message = { type: [AUDIO, VIDEO, DATA][type % 3], stream: 1, timestamp };
    try {
      to.message({ ...message, body: Uint8Array.from(body) });
    } catch (error) {
      assert.match((error as Error).message, /^the codec of a track has changed/);
      break;
    }
  }
  await queue.drain();
  output?.stop();
  faults.close();
}

const flv = [...legacyCases, ...enhancedCases].map(({ kind, body }) =>
  tagged(kind === "audio" ? 0 : 1, 20, Uint8Array.fromHex(body.replaceAll(" ", "")))
);
/** Runs of messages, each with metadata before it. */
const publications = flv.map((_, i) => [tagged(2, 0, metadata), ...flv.slice(i, i + 12)]);

const URLS = ["rtmp://u:p@host:1935/live/cam?x=1#key", "rtmps://[::1]/a/b/c"];
const REFUSAL = "[ AccessManager.Reject ] : [ authmod=adobe ] : " +
  "?reason=needauth&user=u&salt=c2FsdA==&challenge=abc&opaque=xyz=";

function texts([bytes]: Input): void {
  const text = decoder.decode(bytes).slice(0, 4096);
  parseAddress(text, 1936);
  resourceOf(text, text, text);
  const md5 = (value: string) => createHash("md5").update(value).digest();
  answerRefusal(text, { user: text, password: text }, "00000001", md5);
}

function shakeHands([bytes]: Input): void {
  const hmac = (key: Uint8Array, message: Uint8Array) =>
    createHmac("sha256", key).update(message).digest();
  const block = new Uint8Array(1537), random = new Uint8Array(1536);
  block.set(bytes.subarray(0, block.length));
  const exchange = (theirs: Uint8Array) => ({ ours: theirs.slice(), secret: theirs });
  answerClient(block, random, { hmac, exchange });
  answerServer(block, random, hmac);
}

const greeting = greetServer(
  new Uint8Array(1536),
  (key, message) => createHmac("sha256", key).update(message).digest(),
);
const command = writeAmf0("connect", 1, amfObject({ app: "live", list: ["a", 1, null, true] }));

export const rtmp: readonly Target[] = [
  { name: "rtmp chunks", seeds: CHUNK_CASES.map(({ bytes }) => [bytes]), run: chunks },
  { name: "amf0", seeds: [[metadata], [command]], run: amf },
  { name: "rtmp publisher", seeds: publications, run: publish },
  {
    name: "rtmp texts",
    seeds: [...URLS, REFUSAL].map((text) => [encoder.encode(text)]),
    words: ["?", "&", "=", "#", "/", "%", "@", ":", "[", "]"],
    run: texts,
  },
  { name: "rtmp handshake", seeds: [[greeting]], run: shakeHands },
];
