import assert from "node:assert/strict";
import { party, pathsOf } from "../../test/paths.ts";
import { type Clip, CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { PacketPublisher, UnitLog } from "../../test/streams/stage.ts";
import { vector } from "media/mp4/read/mp4_cases.ts";

const H264 = "    alwaysAvailable: yes\n    alwaysAvailableTracks: [{codec: H264}]\n";

async function started(lines = H264) {
  const set = await pathsOf(`paths:\n  cam:\n${lines}`), told: string[] = [];
  const { hooks, log, clock, paths, access } = set;
  for (const name of ["available", "online", "offline", "unavailable"] as const) {
    hooks.on(
      "test",
      name,
      ({ publisher }) => void log.lines.push(`${name} ${publisher?.id ?? ""}`),
    );
  }
  await paths.start();
  const cam = paths.paths.get("cam")!;
  const publish = async (id: string, clips: readonly Clip[] = [CLIPS.h264]) => {
    const tracks = tracksOf(clips, true);
    const publication = paths.publish(await access("publish", "cam"), party(id, told), tracks);
    const stage = { stream: publication.stream, clock };
    return { ...publication, send: () => new PacketPublisher(stage, clips).play() };
  };
  const read = async (id: string) => paths.read(await access("read", "cam"), party(id, told));
  return { ...set, told, cam, publish, read };
}

Deno.test("the stream is there from the beginning, without a source", async () => {
  const { cam, log, clock, read, told, paths } = await started();
  assert.deepEqual(log.take(), [
    "available ",
    "INF [path cam] stream is available, 1 track (H264)",
  ]);
  assert.equal(cam.availableSince!.getTime(), clock.epoch);
  assert.deepEqual([cam.onlineSince, cam.publisher, cam.origin], [undefined, undefined, undefined]);
  const { stream } = await read("r"), units = new UnitLog();
  stream.lanes[0].addFrameReader(units);
  clock.advance(1000);
  assert.ok(units.units.length >= 25);
  await paths.close();
  assert.deepEqual([told, clock.pending], [["r leaves: terminated"], 0]);
  assert.deepEqual(log.take(), ["unavailable "]);
});

Deno.test("publishers come and go, readers stay and see all of it", async () => {
  const { cam, log, clock, read, told, publish, paths } = await started();
  const { stream } = await read("r"), units = new UnitLog();
  stream.lanes[0].addFrameReader(units);
  log.take();
  clock.advance(2000);
  const publication = await publish("p");
  assert.deepEqual(log.take(), ["online p", "INF [path cam] stream is online"]);
  assert.equal(cam.onlineSince!.getTime(), clock.epoch + 2000);
  assert.equal(cam.publisher?.id, "p");
  publication.send();
  assert.equal(units.units.at(-1)!.payload.length, CLIPS.h264.units.at(-1)!.payload.length);
  assert.ok(stream.counters.inboundPackets >= 14);
  publication.close();
  publication.close();
  assert.deepEqual(log.take(), ["offline p", "INF [path cam] stream is offline"]);
  assert.deepEqual([cam.onlineSince, cam.stream === stream, told], [undefined, true, []]);
  clock.advance(1000);
  assert.equal(units.units.at(-1)!.epoch, 3);
  await paths.close();
  assert.equal(clock.pending, 0);
});

Deno.test("another publisher takes over without the readers noticing", async () => {
  const { cam, log, read, told, publish, paths } = await started();
  await publish("first");
  const { stream } = await read("r");
  log.take();
  const second = await publish("second");
  assert.deepEqual(log.take(), [
    "INF [path cam] closing existing publisher",
    "offline first",
    "INF [path cam] stream is offline",
    "online second",
    "INF [path cam] stream is online",
  ]);
  assert.deepEqual(told, ["first leaves: replaced by another publisher"]);
  second.send();
  assert.deepEqual([cam.stream === stream, cam.publisher?.id], [true, "second"]);
  await paths.close();
});

Deno.test("other tracks are refused, before the publisher who is there has to leave", async () => {
  const { cam, told, publish, paths } = await started();
  await publish("p");
  await assert.rejects(publish("q", [CLIPS.h265]), {
    kind: "tracks do not fit",
    message: "wants to publish [H265], but stream expects [H264]",
  });
  assert.deepEqual([cam.publisher?.id, told], ["p", []]);
  await paths.close();
});

Deno.test("a filler of every codec that can be configured", async () => {
  const tracks = "[{codec: AV1}, {codec: VP9}, {codec: H265}, {codec: H264}, {codec: Opus}, " +
    "{codec: MPEG4Audio, sampleRate: 44100, channelCount: 2}, " +
    "{codec: G711, sampleRate: 8000, channelCount: 1, muLaw: yes}, " +
    "{codec: LPCM, sampleRate: 48000, channelCount: 2}]";
  const { cam, log, clock, paths } = await started(
    `    alwaysAvailable: yes\n    alwaysAvailableTracks: ${tracks}\n`,
  );
  const line = "INF [path cam] stream is available, " +
    "8 tracks (AV1, VP9, H265, H264, Opus, MPEG-4 Audio, G711, LPCM)";
  assert.equal(log.take().at(-1), line);
  const readers = cam.stream!.lanes.map((lane) => {
    const reader = new UnitLog();
    lane.addFrameReader(reader);
    lane.rendition({ payloadMax: 1400 }).add({ write: () => {}, report: () => {} });
    return reader;
  });
  clock.advance(1000);
  for (const { units } of readers) assert.ok(units.length >= 10);
  assert.equal(cam.stream!.counters.decodeErrors, 0);
  await paths.close();
  assert.equal(clock.pending, 0);
});

Deno.test("a file fills in, once it is read; a publisher has to wait for that", async () => {
  const file = await Deno.makeTempFile({ suffix: ".mp4" });
  try {
    await Deno.writeFile(file, vector("h264-aac").bytes);
    const { cam, log, clock, publish, paths } = await started(
      `    alwaysAvailable: yes\n    alwaysAvailableFile: ${file}\n`,
    );
    assert.ok(!cam.stream);
    const early = publish("p", [CLIPS.h264, CLIPS.aac]);
    await assert.rejects(early, { message: "the filler of path 'cam' is not there yet" });
    await until(() => cam.stream !== undefined);
    const line = "INF [path cam] stream is available, 2 tracks (H264, MPEG-4 Audio)";
    assert.equal(log.take().at(-1), line);
    const units = new UnitLog();
    cam.stream!.lanes[0].addFrameReader(units);
    clock.advance(3000);
    assert.ok(units.units.length >= 28, `${units.units.length} pictures`);
    await paths.close();
    assert.equal(clock.pending, 0);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a file that has gone since is said, and tried again", async () => {
  const file = await Deno.makeTempFile({ suffix: ".mp4" });
  await Deno.writeFile(file, vector("h264-aac").bytes);
  const set = await pathsOf(
    `paths:\n  cam:\n    alwaysAvailable: yes\n    alwaysAvailableFile: ${file}\n`,
  );
  await Deno.remove(file);
  const { log, clock, paths } = set;
  await paths.start();
  await until(() => log.lines.length > 0);
  assert.match(log.take()[0], /^ERR \[path cam\] No such file/);
  clock.advance(5000);
  await until(() => log.lines.length > 0);
  await paths.close();
  assert.equal(clock.pending, 0);
});

/** Files are read in real time. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}
