import assert from "node:assert/strict";
import { readAmf0 } from "media/amf/read.ts";
import { writeAmf0 } from "media/amf/write.ts";
import { concat } from "media/bytes.ts";
import { readMetadata } from "media/flv/metadata.ts";
import { type FlvConfig, type FlvEvent, type FlvFrame, FlvReader } from "media/flv/reader.ts";
import { writeConfig, writeEnd, writeFrame } from "media/flv/write/message.ts";
import { writeMetadata } from "media/flv/write/metadata.ts";
import { flvTrack } from "media/flv/write/track.ts";
import { isMalformed } from "media/malformed.ts";
import { readMp4 } from "media/mp4/read/mp4.ts";
import { VECTORS } from "media/mp4/read/mp4_cases.ts";
import { payloadOf } from "media/mp4/read/payload.ts";
import flvVectors from "media/flv/vectors/ffmpeg.json" with { type: "json" };
import { harvest } from "../harvest.ts";
import type { Input, Target } from "../target.ts";

const KINDS = ["video", "audio", "data"];

/** What encoders send, each message behind a byte for its kind. */
const publishers: Input[] = flvVectors.map(({ messages }) =>
  messages.map((message) => {
    const [kind, body] = message.split(" ");
    return Uint8Array.of(KINDS.indexOf(kind), ...Uint8Array.fromHex(body));
  })
);

const { bytes } = await harvest("media/amf", "media/flv");
const values: Input[] = [
  ...publishers.flat().filter(([kind]) => kind === 2).map((message) => [message.subarray(1)]),
  ...bytes.map((one) => [one]),
];

/** What was read is written, and then read as the same. */
function amf([bytes]: Input): void {
  const read = readAmf0(bytes);
  if (!isMalformed(read)) assert.deepEqual(readAmf0(writeAmf0(...read)), read);
}

/** Messages of one publisher, and all that they tell written anew. */
function flv(messages: Input): void {
  const reader = new FlvReader();
  for (const [kind, ...body] of messages) {
    const bytes = Uint8Array.from(body);
    if (kind % 3 === 2) {
      metadata(bytes);
      continue;
    }
    const events = kind % 3 === 0 ? reader.video(bytes) : reader.audio(bytes);
    if (!isMalformed(events)) { for (const event of events) write(event); }
  }
}

function metadata(bytes: Uint8Array): void {
  const read = readAmf0(bytes);
  if (!isMalformed(read)) readMetadata(read);
}

function write(event: FlvEvent): void {
  if (event.type === "config") writeTrack(event);
  else if (event.type === "frame") rewrite(event);
}

function writeTrack({ config, track: id }: FlvConfig): void {
  const track = flvTrack(config, id);
  if (!track) return;
  writeConfig(track);
  writeEnd(track);
  writeAmf0("onMetaData", writeMetadata([track]));
}

/** A frame is read again as it was written; one that begins a track may be refused before its header. */
function rewrite({ config, track: id, payload, compositionTime, randomAccess }: FlvFrame): void {
  const track = flvTrack(config, id);
  if (!track) return;
  writeConfig(track, payload);
  const body = concat(writeFrame(track, { payload, compositionTime, randomAccess }));
  const events = new FlvReader()[track.kind](body);
  const frame = isMalformed(events) ? undefined : events.find(({ type }) => type === "frame");
  if (frame) assert.deepEqual((frame as FlvFrame).payload, payload);
}

/** No sample lies outside of the file. */
function mp4([bytes]: Input): void {
  const tracks = readMp4(bytes);
  if (isMalformed(tracks)) return;
  for (const track of tracks) {
    for (const sample of track.samples.slice(0, 64)) {
      assert.ok(sample.offset >= 0 && sample.offset + sample.size <= bytes.length, "outside");
      payloadOf(bytes, track, sample);
    }
  }
}

export const containers: readonly Target[] = [
  { name: "amf0", seeds: values, run: amf },
  { name: "flv", seeds: publishers, run: flv },
  { name: "mp4", seeds: VECTORS.map(({ bytes }) => [bytes]), run: mp4 },
];
