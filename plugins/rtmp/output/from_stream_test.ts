import assert from "node:assert/strict";
import { FaultLog, WriteQueue } from "core/mod.ts";
import { isMalformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { LogLines } from "../../../test/log_lines.ts";
import { type Clip, CLIPS, tracksOf } from "../../../test/streams/clips.ts";
import { FramePublisher, PacketPublisher, Stage } from "../../../test/streams/stage.ts";
import { ChunkReader } from "../wire/chunk_reader.ts";
import { AUDIO, type Message, VIDEO } from "../wire/message.ts";
import { chooseTracks } from "./choice.ts";
import { FromStream } from "./from_stream.ts";
import { sharedSerializer } from "./serializer.ts";

const ALL = new Set(["hvc1", "av01", "vp09", "Opus", "fLaC", "ac-3"]);

type Avc = Required<ConfigOf<"H264">>;

/** A connection that takes one write at a time, when it is told to. */
class Sink {
  readonly writes: Uint8Array[] = [];
  #resolve: (() => void) | undefined;

  /** `open`: takes everything at once. */
  constructor(public open: boolean) {}

  write(bytes: Uint8Array): Promise<number> {
    this.writes.push(bytes);
    if (this.open) return Promise.resolve(bytes.length);
    return new Promise((resolve) => this.#resolve = () => resolve(bytes.length));
  }

  /** Lets the write under way, and all after it, through. */
  flow(): void {
    this.open = true;
    this.#resolve?.();
  }

  /** Everything that was written, as messages. */
  get messages(): Message[] {
    const reader = new ChunkReader(1 << 20, 1 << 20), found: Message[] = [];
    // As was agreed upon when the reader connected.
    const size = Uint8Array.of(2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 1, 0, 0);
    for (const piece of [size, ...this.writes]) {
      reader.space().set(piece);
      reader.received(piece.length);
      for (let message; (message = reader.next()) !== undefined;) {
        assert.ok(!isMalformed(message));
        found.push(message);
      }
    }
    return found;
  }
}

/** A reader of a stage's stream. */
function read(
  stage: Stage,
  { limit = 512, open = true, fourCcs = ALL as Set<string> | undefined } = {},
) {
  const { clock, stream } = stage, log = new LogLines(), sink = new Sink(open);
  const queue = new WriteQueue(sink, limit, () => clock.now(), () => {});
  const { chosen } = chooseTracks(stream.lanes, fourCcs);
  const faults = new FaultLog(log.log, clock);
  const output = new FromStream(sharedSerializer(stream, 1), chosen, { queue, clock, faults });
  output.start();
  return { sink, output, queue, drained: () => queue.drain(), close: () => faults.close() };
}

const isFrame = ({ type, body }: Message) => type === AUDIO || type === VIDEO && body[1] !== 0;

Deno.test("from stream: a frame is made once, however many read it", async () => {
  const stage = new Stage(tracksOf([CLIPS.h264], false));
  const publisher = new FramePublisher(stage, [CLIPS.h264]);
  const readers = [read(stage), read(stage), read(stage)];
  for (const { drained } of readers) await drained();
  for (const { sink } of readers) sink.writes.length = 0;
  for (const unit of CLIPS.h264.units) {
    publisher.write(0, unit);
    for (const { drained } of readers) await drained();
  }
  const [first, ...others] = readers.map(({ sink }) => sink.writes);
  assert.equal(first.length, CLIPS.h264.units.length);
  for (const writes of others) assert.ok(writes.every((bytes, i) => bytes === first[i]));
  for (const { close } of readers) close();
});

Deno.test("from stream: what piled up is one write", async () => {
  const stage = new Stage(tracksOf([CLIPS.h264], false));
  const { sink, drained, close } = read(stage, { open: false });
  new FramePublisher(stage, [CLIPS.h264]).play();
  assert.equal(sink.writes.length, 1);
  sink.flow();
  await drained();
  assert.equal(sink.writes.length, 2);
  assert.equal(sink.messages.filter(isFrame).length, CLIPS.h264.units.length);
  close();
});

Deno.test("from stream: who comes later begins with headers and a key frame", async () => {
  const stage = new Stage(tracksOf([CLIPS.h264, CLIPS.aac], false));
  const clips = [CLIPS.h264, CLIPS.aac], publisher = new FramePublisher(stage, clips);
  publisher.write(0, CLIPS.h264.units[0]);
  const { sink, drained, close } = read(stage);
  const { units } = CLIPS.h264, key = units.findIndex((u, i) => i > 0 && u.randomAccess);
  for (const unit of units.slice(1)) publisher.write(0, unit);
  await drained();
  const video = sink.messages.filter(({ type }) => type === VIDEO);
  assert.equal(video[0].body[1], 0);
  assert.equal(video[1].body[0] >> 4, 1);
  assert.equal(video.length, 1 + units.length - key);
  const times = video.slice(1).map(({ timestamp }) => timestamp);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  close();
});

Deno.test("from stream: behind a loss the picture goes on with a key frame, the sound at once", async () => {
  const stage = new Stage(tracksOf([CLIPS.h264, CLIPS.aac], false));
  const publisher = new FramePublisher(stage, [CLIPS.h264, CLIPS.aac]);
  const reader = read(stage, { open: false, limit: 3 }), { units } = CLIPS.h264;
  for (const unit of units.slice(0, 6)) publisher.write(0, unit);
  assert.equal(reader.output.discarded, 3);
  reader.sink.flow();
  await reader.drained();
  const before = reader.sink.messages.length;
  publisher.write(1, CLIPS.aac.units[0]);
  for (const unit of units.slice(6)) publisher.write(0, unit);
  await reader.drained();
  const [sound, picture] = reader.sink.messages.slice(before);
  assert.equal(sound.type, AUDIO);
  assert.deepEqual([picture.type, picture.body[0] >> 4], [VIDEO, 1]);
  reader.close();
});

Deno.test("from stream: other parameter sets send another header before the frame", async () => {
  const stage = new Stage(tracksOf([CLIPS.h264], false)), { stream, clock } = stage;
  const { sink, drained, close } = read(stage), [unit] = CLIPS.h264.units;
  const config = CLIPS.h264.config as Avc;
  const other = { ...config, pps: Uint8Array.from([...config.pps, 0x80]) };
  for (const [i, used] of [config, config, other, other].entries()) {
    const times = { pts: unit.pts + 3600 * i, dts: unit.dts + 3600 * i, ntp: clock.wall() };
    stream.writeUnit({ ...unit, ...times, track: 0, config: used, epoch: 1 });
  }
  await drained();
  const kinds = sink.messages.filter(({ type }) => type === VIDEO).map(({ body }) => body[1]);
  assert.deepEqual(kinds, [0, 1, 1, 0, 1, 1]);
  close();
});

Deno.test("from stream: parameter sets that come in packets, and were not announced, make the header", async () => {
  const { config, ...rest } = CLIPS.h264, { sps, pps } = config as Avc;
  const bare: Clip = { ...rest, config: { codec: "H264" } };
  const stage = new Stage(tracksOf([bare], true));
  const { sink, drained, close } = read(stage);
  const units = bare.units.map((unit) => ({
    ...unit,
    payload: unit.randomAccess ? [sps, pps, ...unit.payload] : unit.payload,
  }));
  new PacketPublisher(stage, [{ ...bare, units }]).play();
  await drained();
  const video = sink.messages.filter(({ type }) => type === VIDEO);
  assert.equal(video[0].body[1], 0);
  assert.ok(video[0].body.toHex().includes(sps.toHex()));
  assert.ok(video.length > units.length / 2);
  close();
});

Deno.test("from stream: timestamps begin near 0 and hold B-frames' composition times", async () => {
  const stage = new Stage(tracksOf([CLIPS.h264], false));
  const publisher = new FramePublisher(stage, [CLIPS.h264]), day = 90000 * 86400;
  const { sink, drained, close } = read(stage);
  for (const unit of CLIPS.h264.units) publisher.write(0, unit, day);
  await drained();
  const frames = sink.messages.filter((message) => message.type === VIDEO && message.body[1] === 1);
  assert.equal(frames[0].timestamp, 1000);
  const shown = frames.map(({ timestamp, body }) =>
    timestamp + (body[2] << 16 | body[3] << 8 | body[4])
  );
  const expected = CLIPS.h264.units.map(({ pts }) => Math.round(pts / 90));
  assert.deepEqual(shown.map((t) => t - shown[0]), expected.map((t) => t - expected[0]));
  close();
});

Deno.test("from stream: a frame that is longer than any message is lost, and what needs it", async () => {
  const stage = new Stage(tracksOf([CLIPS.h264], false));
  const publisher = new FramePublisher(stage, [CLIPS.h264]), { units } = CLIPS.h264;
  const { sink, output, drained, close } = read(stage);
  publisher.write(0, { ...units[0], payload: [new Uint8Array(0x1000000)] });
  publisher.write(0, units[1]);
  publisher.write(0, { ...units[0], pts: 9000, dts: 9000 });
  await drained();
  assert.equal(output.discarded, 2);
  assert.equal(sink.messages.filter(({ type, body }) => type === VIDEO && body[1] === 1).length, 1);
  close();
});

const choices: readonly (readonly [
  string,
  readonly Clip[],
  Set<string> | undefined,
  readonly (string | undefined)[],
])[] = [
  ["legacy codecs", [CLIPS.h264, CLIPS.aac], undefined, ["legacy 0", "legacy 0"]],
  ["enhanced ones to who names none", [CLIPS.h265, CLIPS.opus], undefined, []],
  ["enhanced ones to who names them", [CLIPS.h265, CLIPS.opus], ALL, ["hvc1 0", "Opus 0"]],
  ["one that is not named", [CLIPS.h265, CLIPS.opus], new Set(["Opus"]), ["Opus 0"]],
  ["the wildcard", [CLIPS.h265, CLIPS.opus], new Set(["*"]), []],
  [
    "the first legacy ones",
    [CLIPS.h265, CLIPS.h264, CLIPS.h264, CLIPS.opus, CLIPS.aac],
    undefined,
    [
      "legacy 0",
      "legacy 0",
    ],
  ],
  ["further tracks", [CLIPS.h264, CLIPS.h264, CLIPS.aac, CLIPS.aac], new Set(), [
    ...["legacy 0", "avc1 1", "legacy 0", "mp4a 1"],
  ]],
];

for (const [name, clips, fourCcs, expected] of choices) {
  Deno.test(`from stream: of ${name}, a reader is sent what it understands`, () => {
    const { stream } = new Stage(tracksOf(clips, false));
    const { chosen, skipped } = chooseTracks(stream.lanes, fourCcs);
    const found = chosen.map(({ track }) => `${track.fourCc ?? "legacy"} ${track.id}`);
    assert.deepEqual(found, expected);
    assert.equal(found.length + skipped.length, clips.length);
  });
}
