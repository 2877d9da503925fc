import assert from "node:assert/strict";
import { readAmf0 } from "media/amf/read.ts";
import { writeAmf0 } from "media/amf/write.ts";
import { concat } from "media/bytes.ts";
import { codecsParameter } from "media/codecs/codecs_parameter.ts";
import { readMetadata } from "media/flv/metadata.ts";
import { type FlvConfig, type FlvEvent, type FlvFrame, FlvReader } from "media/flv/reader.ts";
import { writeConfig, writeEnd, writeFrame } from "media/flv/write/message.ts";
import { writeMetadata } from "media/flv/write/metadata.ts";
import { flvTrack } from "media/flv/write/track.ts";
import { isMalformed } from "media/malformed.ts";
import { readMtxi, writeMtxi } from "media/mp4/mtxi.ts";
import { type Box, boxesIn } from "media/mp4/read/box.ts";
import { type Mp4Track, readMp4 } from "media/mp4/read/mp4.ts";
import { VECTORS } from "media/mp4/read/mp4_cases.ts";
import { payloadOf } from "media/mp4/read/payload.ts";
import { readRecordedFragment, readRecordedHeader } from "media/mp4/read/recorded.ts";
import { fragment } from "media/mp4/write/fragment.ts";
import { initSegment } from "media/mp4/write/movie.ts";
import { samplesOf } from "media/mp4/write/sample.ts";
import { outputTrack } from "media/mp4/write/track.ts";
import flvVectors from "media/flv/vectors/ffmpeg.json" with { type: "json" };
import { bytesOf } from "../../../../plugins/playback/recorded_cases.ts";
import { harvest } from "../../harvest.ts";
import type { Input, Target } from "../../target.ts";

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

/** No sample lies outside of the file; what was read can be written. */
function mp4([bytes]: Input): void {
  const tracks = readMp4(bytes);
  if (isMalformed(tracks)) return;
  for (const track of tracks) {
    for (const sample of track.samples.slice(0, 64)) {
      assert.ok(sample.offset >= 0 && sample.offset + sample.size <= bytes.length, "outside");
      const payload = payloadOf(bytes, track, sample);
      if (!isMalformed(payload)) writeMp4(track, payload);
    }
  }
}

/** A file of one sample has as many samples when it is read again. */
function writeMp4({ config, timescale }: Mp4Track, payload: readonly Uint8Array[]): void {
  codecsParameter(config!, payload);
  const track = outputTrack(1, config!, timescale, payload), data = samplesOf(config!, payload);
  if (!track || isMalformed(track)) return;
  const samples = data.map((one) => ({ ...one, duration: 1, offset: 0, randomAccess: true }));
  if (samples.length === 0) return;
  const file = concat([initSegment([track]), fragment(1, [{ track: 1, dts: 0, samples }])]);
  const again = readMp4(file);
  assert.ok(!isMalformed(again) && again[0].samples.length === samples.length, "written");
}

const recordings: Input[] = [bytesOf({ at: 0, number: 0 }), ...VECTORS.map(({ bytes }) => bytes)]
  .map((bytes) => [bytes]);

/** Boxes of movies and fragments, each by itself as playback reads them; no sample is outside. */
function recorded([bytes]: Input): void {
  const boxes = boxesIn(bytes), boxOf = ({ start, to }: Box) => bytes.subarray(start, to);
  const movie = boxes.find(({ type }) => type === "moov");
  const header = movie && readRecordedHeader(boxOf(movie));
  if (!header || isMalformed(header)) return;
  if (header.info) assert.deepEqual(readMtxi(writeMtxi(header.info).subarray(8)), header.info);
  for (const moof of boxes.filter(({ type }) => type === "moof")) {
    const available = bytes.length - moof.start;
    const runs = readRecordedFragment(boxOf(moof), header.tracks, available);
    if (isMalformed(runs)) continue;
    for (const { offset, size } of runs.flatMap(({ samples }) => samples)) {
      assert.ok(offset >= 0 && offset + size <= available, "outside");
    }
  }
}

export const containers: readonly Target[] = [
  { name: "amf0", seeds: values, run: amf },
  { name: "flv", seeds: publishers, run: flv },
  { name: "mp4 recordings", seeds: recordings, run: recorded },
  { name: "mp4", seeds: VECTORS.map(({ bytes }) => [bytes]), run: mp4 },
];
