import assert from "node:assert/strict";
import { Refusal, type RefusalKind } from "core/errors.ts";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { party, pathsOf, TRACKS } from "../../test/paths.ts";

async function started(yaml = "paths:\n  cam:\n") {
  const set = await pathsOf(yaml), told: string[] = [];
  await set.paths.start();
  const publish = async (id: string, path = "cam") =>
    set.paths.publish(await set.access("publish", path), party(id, told), TRACKS);
  const read = async (id: string, path = "cam") =>
    set.paths.read(await set.access("read", path), party(id, told));
  return { ...set, told, publish, read, cam: set.paths.paths.get("cam")! };
}

/** What a refusal of this kind and text is asserted against. */
const refusal = (kind: RefusalKind, message: string) => (error: unknown) => {
  assert.ok(error instanceof Refusal);
  assert.deepEqual([error.kind, error.message], [kind, message]);
  return true;
};

Deno.test("publish: the stream is there, and said to be: available, online, then the log", async () => {
  const { paths, access, hooks, log, cam, clock } = await started();
  for (const name of ["available", "online"] as const) {
    hooks.on("test", name, (path) => log.lines.push(`${name}, ${path.stream !== undefined}`));
  }
  clock.advance(1000);
  const tracks = tracksOf([CLIPS.h264, CLIPS.aac], true), publisher = party("p");
  const publication = paths.publish(await access("publish", "cam"), publisher, tracks, "My title");
  assert.deepEqual(log.take(), [
    "available, true",
    "online, true",
    "INF [path cam] stream is available and online, 2 tracks (H264, MPEG-4 Audio)",
  ]);
  const { stream } = publication;
  assert.deepEqual([stream.tracks, stream.title], [tracks, "My title"]);
  assert.ok(cam.stream === stream && cam.publisher === publisher);
  assert.equal(cam.availableSince!.getTime(), clock.epoch + 1000);
});

Deno.test("publish: nothing is left of the stream when its publisher goes", async () => {
  const { publish, cam, log } = await started();
  const publication = await publish("p");
  publication.close();
  const { stream, publisher, availableSince, unused } = cam;
  assert.deepEqual([stream, publisher, availableSince, unused], [
    undefined,
    undefined,
    undefined,
    true,
  ]);
  log.take();
  publication.close();
  await publish("another");
  publication.close();
  assert.equal(cam.publisher?.id, "another");
  assert.equal(log.take().length, 1);
});

Deno.test("publish: another publisher takes the path over; the readers leave with the former", async () => {
  const { publish, read, told, cam, hooks, log } = await started();
  const first = await publish("first");
  await read("reader");
  log.take();
  for (const name of ["offline", "unavailable", "available", "online"] as const) {
    hooks.on("test", name, ({ publisher }) => void told.push(`${name}, of ${publisher?.id}`));
  }
  const second = await publish("second");
  assert.deepEqual(told.splice(0), [
    "offline, of first",
    "reader leaves: replaced by another publisher",
    "unavailable, of first",
    "first leaves: replaced by another publisher",
    "available, of second",
    "online, of second",
  ]);
  assert.deepEqual(log.take(), [
    "INF [path cam] closing existing publisher",
    "INF [path cam] stream is available and online, 1 track (VP8)",
  ]);
  assert.ok(cam.stream === second.stream && second.stream !== first.stream);
  assert.equal(cam.readers.size, 0);
  first.close();
  assert.deepEqual([cam.publisher?.id, told], ["second", []]);
});

Deno.test("publish: a publisher who leaves at once when told to does no harm to the next", async () => {
  const { paths, access, cam, publish } = await started();
  const close = () => first.close();
  const first = paths.publish(
    await access("publish", "cam"),
    party("first", [], { close }),
    TRACKS,
  );
  await publish("second");
  assert.equal(cam.publisher?.id, "second");
});

Deno.test("publish: overridePublisher false keeps the path for who is there", async () => {
  const { publish, cam, log, told } = await started("paths:\n  cam:\n    overridePublisher: no\n");
  const first = await publish("first");
  log.take();
  const text = "someone is already publishing to path 'cam'";
  await assert.rejects(publish("second"), refusal("already publishing", text));
  assert.deepEqual([cam.publisher?.id, told, log.take()], ["first", [], []]);
  first.close();
  await publish("second");
  assert.equal(cam.publisher?.id, "second");
});

Deno.test("publish: only paths whose source is a publisher can be published to", async () => {
  const yaml = "paths:\n  cam:\n    source: redirect\n    sourceRedirect: /other\n";
  const { publish, paths, access, cam } = await started(yaml);
  const text = "can't publish to path 'cam' since 'source' is not 'publisher'";
  await assert.rejects(publish("p"), refusal("not a publisher path", text));
  const granted = await access("publish", "cam");
  assert.throws(() => paths.checkPublish(granted), refusal("not a publisher path", text));
  assert.equal(cam.publisher, undefined);
});

Deno.test("publish: a permission is worth nothing once the entry of its path has changed", async () => {
  const before = "paths:\n  cam:\n  gone:\n  same:\n";
  const { paths, access, reload } = await started(before);
  const granted = await Promise.all(["cam", "gone", "same"].map((path) => access("publish", path)));
  await reload("paths:\n  cam:\n    maxReaders: 5\n  same:\n");
  const changed = refusal("configuration changed", "configuration has changed");
  const [cam, gone, same] = granted;
  assert.throws(() => paths.publish(cam, party("p"), TRACKS), changed);
  assert.throws(() => paths.publish(gone, party("p"), TRACKS), changed);
  assert.ok(paths.publish(same, party("p"), TRACKS).stream);
  assert.ok(paths.publish(await access("publish", "cam"), party("p"), TRACKS).stream);
});

Deno.test("read: without a stream there is nothing to be had", async () => {
  const { read, paths, access, publish } = await started();
  const nothing = refusal("no stream", "no stream is available on path 'cam'");
  await assert.rejects(read("r"), nothing);
  await assert.rejects(paths.describe(await access("read", "cam")), nothing);
  const { stream } = await publish("p");
  assert.deepEqual(await paths.describe(await access("read", "cam")), { stream });
  assert.equal((await read("r")).stream, stream);
});

Deno.test("read: maxReaders counts those who are there", async () => {
  const { publish, read, cam, told } = await started("paths:\n  cam:\n    maxReaders: 2\n");
  await publish("p");
  const [first] = await Promise.all([read("a"), read("b")]);
  const full = refusal("too many readers", "maximum reader count reached");
  await assert.rejects(read("c"), full);
  assert.deepEqual([cam.readers.size, told], [2, []]);
  first.close();
  first.close();
  await read("c");
  await assert.rejects(read("d"), full);
});

Deno.test("read: without maxReaders there is no limit", async () => {
  const { publish, read, cam } = await started();
  await publish("p");
  for (let i = 0; i < 50; i++) await read(`${i}`);
  assert.equal(cam.readers.size, 50);
});

Deno.test("read: readers leave when the stream ends, and are not kept for the next", async () => {
  const { publish, read, told, cam } = await started();
  const publication = await publish("p"), reading = await read("a");
  await read("b");
  publication.close();
  assert.deepEqual(told, ["a leaves: the stream ended", "b leaves: the stream ended"]);
  await publish("next");
  reading.close();
  assert.deepEqual([cam.readers.size, cam.publisher?.id], [0, "next"]);
});

Deno.test("read: who asks while the stream ends gets none that is gone", async () => {
  const { publish, paths, access, told, cam } = await started();
  const publication = await publish("p"), granted = await access("read", "cam");
  const reading = paths.read(granted, party("r", told));
  publication.close();
  await assert.rejects(reading, refusal("no stream", "no stream is available on path 'cam'"));
  assert.equal(cam.readers.size, 0);
});
