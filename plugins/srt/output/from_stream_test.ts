import assert from "node:assert/strict";
import { FaultLog } from "core/mod.ts";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { TsDemuxer } from "media/mpegts/read/demuxer.ts";
import type { TsUnit } from "media/mpegts/read/event.ts";
import { LogLines } from "../../../test/log_lines.ts";
import { type Clip, CLIPS, tracksOf } from "../../../test/streams/clips.ts";
import { FramePublisher, Stage } from "../../../test/streams/stage.ts";
import { chooseTracks } from "./choice.ts";
import { FromStream } from "./from_stream.ts";
import { sharedWriter } from "./ts_writer.ts";

const { h264, aac, opus } = CLIPS;

/** A reader of a stage's stream, which takes blocks while `open`. */
function read({ clock, stream }: Stage) {
  const log = new LogLines(), faults = new FaultLog(log.log, clock);
  const blocks: Uint8Array[] = [], { chosen } = chooseTracks(stream.lanes);
  const state = { open: true };
  const send = (block: Uint8Array) => {
    if (state.open) blocks.push(block);
    return state.open;
  };
  const output = new FromStream(sharedWriter(stream, chosen), chosen, { send, clock, faults });
  output.start();
  return { blocks, state, output, close: () => faults.close() };
}

/** The units that are in blocks, and no fault. */
function unitsOf(blocks: readonly Uint8Array[]): TsUnit[] {
  const demuxer = new TsDemuxer(), units: TsUnit[] = [];
  for (const event of [...demuxer.receive(concat(blocks)), ...demuxer.flush()]) {
    assert.ok(!isMalformed(event) && event.type !== "lost", JSON.stringify(event));
    if (event.type === "unit") units.push(event);
  }
  return units;
}

const stageOf = (...clips: Clip[]) => new Stage(tracksOf(clips, false));

Deno.test("SRT from stream: a block is made once, however many read it", () => {
  const stage = stageOf(h264, aac), readers = [read(stage), read(stage), read(stage)];
  new FramePublisher(stage, [h264, aac]).play();
  const [first, ...others] = readers.map(({ blocks }) => blocks);
  assert.equal(first.length, h264.units.length + aac.units.length);
  for (const blocks of others) assert.ok(blocks.every((block, i) => block === first[i]));
  for (const { close } of readers) close();
});

Deno.test("SRT from stream: what is read is what was published", () => {
  const stage = stageOf(h264, aac), { blocks, close } = read(stage);
  new FramePublisher(stage, [h264, aac]).play();
  const units = unitsOf(blocks), video = units.filter(({ config }) => config.codec === "H264");
  assert.equal(video.length, h264.units.length);
  assert.deepEqual(
    video.map(({ pts }) => pts - video[0].pts),
    h264.units.map(({ pts }) => Math.round((pts - h264.units[0].pts) * 90000 / h264.clockRate)),
  );
  close();
});

Deno.test("SRT from stream: who joins begins with a key frame, behind tables", () => {
  const stage = stageOf(h264), publisher = new FramePublisher(stage, [h264]);
  const early = read(stage), cut = 3;
  for (const unit of h264.units.slice(0, cut)) publisher.write(0, unit);
  const late = read(stage);
  for (const unit of h264.units.slice(cut)) publisher.write(0, unit);
  const next = h264.units.findIndex(({ randomAccess }, i) => i >= cut && randomAccess);
  assert.equal(unitsOf(early.blocks).length, h264.units.length);
  const units = unitsOf(late.blocks);
  assert.equal(units.length, h264.units.length - next);
  assert.ok(units[0].randomAccess);
  early.close(), late.close();
});

Deno.test("SRT from stream: sound waits for the first picture, which brings the clock", () => {
  const stage = stageOf(h264, aac), publisher = new FramePublisher(stage, [h264, aac]);
  const { blocks, close } = read(stage);
  publisher.write(1, aac.units[0]);
  assert.equal(blocks.length, 0);
  publisher.write(0, h264.units[0]);
  publisher.write(1, aac.units[1]);
  assert.equal(blocks.length, 2);
  close();
});

Deno.test("SRT from stream: sound does not wait for ever for pictures", () => {
  const stage = stageOf(h264, aac), { blocks, close } = read(stage);
  const publisher = new FramePublisher(stage, [h264, aac]);
  stage.clock.advance(5000);
  publisher.write(1, aac.units[0]);
  assert.equal(blocks.length, 1);
  close();
});

Deno.test("SRT from stream: after a loss pictures go on with the next key frame", () => {
  const stage = stageOf(h264), publisher = new FramePublisher(stage, [h264]);
  const { blocks, state, output, close } = read(stage), lost = 2;
  h264.units.forEach((unit, i) => {
    state.open = i !== lost;
    publisher.write(0, unit);
  });
  const next = h264.units.findIndex(({ randomAccess }, i) => i > lost && randomAccess);
  assert.equal(blocks.length, h264.units.length - (next - lost));
  assert.equal(output.discarded, next - lost);
  close();
});

Deno.test("SRT from stream: tracks that MPEG-TS cannot carry are left out", () => {
  const g711: Clip = {
    ...opus,
    config: { codec: "G711", muLaw: true, sampleRate: 8000, channels: 1 },
  };
  const { chosen, skipped } = chooseTracks(stageOf(h264, g711, opus).stream.lanes);
  assert.deepEqual(chosen.map(({ track }) => track.id), [0, 2]);
  assert.deepEqual(skipped.map(({ track }) => track.id), [1]);
});

Deno.test("SRT from stream: who has left is sent nothing", () => {
  const stage = stageOf(h264), { blocks, output, close } = read(stage);
  output.stop();
  new FramePublisher(stage, [h264]).play();
  assert.equal(blocks.length, 0);
  close();
});
