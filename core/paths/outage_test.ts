import assert from "node:assert/strict";
import type { ParameterOwner } from "core/config/owner.ts";
import type { Publication } from "core/paths/party.ts";
import type { PullRequest, Source } from "core/paths/source.ts";
import type { Track } from "media/track.ts";
import { settle } from "../../test/fake_clock.ts";
import { party, pathsOf } from "../../test/paths.ts";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { FramePublisher, UnitLog } from "../../test/streams/stage.ts";

const OWNER: ParameterOwner = { name: "test", sources: [{ scheme: "test" }] };
const H264 = tracksOf([CLIPS.h264], true), H265 = tracksOf([CLIPS.h265], true);

/** Sources that the test feeds by hand, by URL. */
class TestSource implements Source {
  readonly type = "testSource";
  readonly title = "TEST source";
  readonly #running = new Map<string, { request: PullRequest; fail(reason: string): void }>();

  pull(request: PullRequest): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let publication: Publication | undefined;
    const publish: PullRequest["publish"] = (...by) => publication = request.publish(...by);
    const fail = (reason: string) => reject(new Error(reason));
    this.#running.set(request.url, { request: { ...request, publish }, fail });
    request.signal.addEventListener("abort", () => resolve());
    return promise.finally(() => {
      this.#running.delete(request.url);
      publication?.close();
    });
  }

  get urls(): string[] {
    return [...this.#running.keys()];
  }

  publish(url: string, tracks: readonly Track[] = H264): Publication {
    return this.#running.get(url)!.request.publish(tracks, "");
  }

  async fail(url: string): Promise<void> {
    this.#running.get(url)!.fail("no route to host");
    await settle();
  }
}

async function started(lines: string, key = "cam") {
  const set = await pathsOf(`paths:\n  ${key}:\n${lines}`, [OWNER]);
  const { hooks, log, paths, access, clock } = set, told: string[] = [], source = new TestSource();
  paths.addSource(["test"], source);
  for (const name of ["available", "online", "offline", "unavailable"] as const) {
    hooks.on(
      "test",
      name,
      ({ publisher }) => void log.lines.push(`${name} ${publisher?.id || publisher?.type}`),
    );
  }
  await paths.start();
  const publish = async (id: string, tracks = H264) =>
    paths.publish(await access("publish", "cam"), party(id, told), tracks);
  const read = async (id: string) => paths.read(await access("read", "cam"), party(id, told));
  const rounds = new Map<Publication, number>();
  /** Writes a clip to what was published, behind what was written before. */
  const send = (publication: Publication) => {
    const publisher = new FramePublisher({ stream: publication.stream, clock }, [CLIPS.h264]);
    const round = rounds.get(publication) ?? 0, { units } = CLIPS.h264;
    rounds.set(publication, round + 1);
    for (const unit of units) {
      clock.advance(40);
      publisher.write(0, unit, round * units.length * 3600);
    }
  };
  return { ...set, told, source, publish, read, send, cam: () => paths.paths.get("cam") };
}

const GRACE = "    reconnectGrace: 10s\n";

Deno.test("grace: a publisher that comes back in time finds its readers, at the place of before", async () => {
  const { publish, read, send, told, log, clock, cam } = await started(GRACE);
  const first = await publish("first");
  assert.deepEqual(log.take(), [
    "available first",
    "online first",
    "INF [path cam] stream is available and online, 1 track (H264)",
  ]);
  const { stream } = await read("r"), units = new UnitLog();
  stream.lanes[0].addFrameReader(units);
  send(first);
  first.close();
  assert.deepEqual(log.take(), ["offline first", "INF [path cam] stream is offline"]);
  assert.deepEqual([cam()!.onlineSince, cam()!.publisher], [undefined, undefined]);
  clock.advance(9999);
  send(await publish("again"));
  assert.deepEqual(log.take(), ["online again", "INF [path cam] stream is online"]);
  clock.advance(60_000);
  assert.deepEqual([told, cam()!.stream === stream], [[], true]);
  assert.deepEqual(units.units.map(({ epoch }) => epoch), [
    ...Array(14).fill(1),
    ...Array(14).fill(2),
  ]);
  assert.ok(units.units[14].pts > units.units[13].pts + 90 * 9900);
  assert.equal(clock.pending, 0);
});

Deno.test("grace: when it is over the readers leave", async () => {
  const { publish, read, told, log, clock, cam } = await started(GRACE);
  (await publish("p")).close();
  await read("r");
  log.take();
  clock.advance(10_000);
  assert.deepEqual(told, ["r leaves: nobody came back in time"]);
  assert.deepEqual([log.take(), cam()!.stream, clock.pending], [
    ["unavailable undefined"],
    undefined,
    0,
  ]);
});

Deno.test("grace: a path of an expression exists until it is over", async () => {
  const { publish, clock, cam } = await started(GRACE, "~^c");
  (await publish("p")).close();
  clock.advance(9999);
  assert.ok(cam());
  clock.advance(1);
  assert.equal(cam(), undefined);
});

Deno.test("grace: other codecs end the stream, and begin another", async () => {
  const { publish, read, told, log, cam } = await started(GRACE);
  const first = await publish("first");
  await read("r");
  first.close();
  log.take();
  const second = await publish("second", H265);
  assert.deepEqual(told, ["r leaves: the tracks are others now"]);
  assert.deepEqual(log.take(), [
    "unavailable undefined",
    "available second",
    "online second",
    "INF [path cam] stream is available and online, 1 track (H265)",
  ]);
  second.close();
  assert.ok(cam()!.stream);
});

Deno.test("grace: a publisher that takes another's place keeps the readers", async () => {
  const { publish, read, told } = await started(GRACE);
  const first = await publish("first");
  await read("r");
  await publish("second");
  first.close();
  assert.deepEqual(told, ["first leaves: replaced by another publisher"]);
});

Deno.test("grace: not where packets are all that is known of a track", async () => {
  const { publish, read, told, log } = await started(GRACE);
  const tracks: Track[] = [{ ...H264[0], config: { codec: "Vorbis" } }];
  const { close } = await publish("p", tracks);
  assert.ok(log.lines.includes(
    "WAR [path cam] the stream ends with its source: not all of its codecs are known",
  ));
  await read("r");
  close();
  assert.deepEqual(told, ["r leaves: the stream ended"]);
});

Deno.test("grace: a source on demand is waited for while somebody reads, and no longer", async () => {
  const { source, read, told, clock, cam } = await started(
    GRACE + "    source: test://a\n    sourceOnDemand: yes\n    sourceOnDemandCloseAfter: 3s\n",
  );
  const reading = read("r");
  await settle();
  source.publish("test://a");
  const { close } = await reading;
  await source.fail("test://a");
  clock.advance(5000);
  await settle();
  source.publish("test://a");
  await source.fail("test://a");
  assert.deepEqual(told, []);
  close();
  clock.advance(3000);
  assert.deepEqual([cam()!.stream, source.urls], [undefined, []]);
  await settle();
  assert.equal(clock.pending, 0);
});

const FALLBACK = "    fallbackSource: test://b\n";

Deno.test("fallback: it is there while there is no publisher, and goes when one sends", async () => {
  const { source, publish, read, send, told, log, cam } = await started(FALLBACK);
  assert.deepEqual(log.take(), ["INF [path cam] [fallback TEST source] started"]);
  const fallback = source.publish("test://b");
  const { stream } = await read("r"), units = new UnitLog();
  stream.lanes[0].addFrameReader(units);
  send(fallback);
  assert.deepEqual([cam()!.publisher?.type, units.units.length], ["testSource", 14]);
  log.take();
  const publication = await publish("p");
  assert.deepEqual(log.take(), [
    "offline testSource",
    "online p",
    "INF [path cam] stream is online",
  ]);
  send(fallback);
  assert.equal(units.units.length, 28, "nothing has come of the publisher yet");
  send(publication);
  await settle();
  assert.deepEqual([source.urls, units.units.length, told], [[], 42, []]);
  assert.deepEqual(log.take(), [
    "INF [path cam] [fallback TEST source] stopped: the source is there",
  ]);
  publication.close();
  assert.deepEqual(log.take(), [
    "offline p",
    "INF [path cam] stream is offline",
    "INF [path cam] [fallback TEST source] started",
  ]);
  send(source.publish("test://b"));
  assert.deepEqual(log.take(), ["online testSource", "INF [path cam] stream is online"]);
  assert.deepEqual([units.units.length, units.units.at(-1)!.epoch, told], [56, 3, []]);
});

Deno.test("fallback: it goes on where a publisher leaves without having sent anything", async () => {
  const { source, publish, log, cam } = await started(FALLBACK);
  source.publish("test://b");
  const { close } = await publish("p");
  log.take();
  close();
  assert.deepEqual(log.take(), [
    "offline p",
    "INF [path cam] stream is offline",
    "online testSource",
    "INF [path cam] stream is online",
  ]);
  assert.deepEqual([source.urls, cam()!.publisher?.type], [["test://b"], "testSource"]);
});

Deno.test("fallback: readers wait ten seconds for it", async () => {
  const { source, publish, read, told, clock } = await started(FALLBACK);
  await source.fail("test://b");
  (await publish("p")).close();
  await read("r");
  clock.advance(9999);
  await settle();
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, ["r leaves: nobody came back in time"]);
  assert.deepEqual(source.urls, ["test://b"], "it is tried all the same");
});

Deno.test("fallback: a source is given one attempt before, and taken back when it comes", async () => {
  const { source, send, clock, told, read, cam, paths } = await started(
    FALLBACK + "    source: test://a\n",
  );
  assert.deepEqual(source.urls, ["test://a"]);
  await source.fail("test://a");
  assert.deepEqual(source.urls, ["test://b"]);
  send(source.publish("test://b"));
  await read("r");
  clock.advance(5000);
  await settle();
  send(source.publish("test://a"));
  await settle();
  assert.deepEqual([source.urls, told], [["test://a"], []]);
  await source.fail("test://a");
  assert.deepEqual([source.urls, told], [["test://b"], []]);
  assert.ok(cam()!.stream);
  await paths.close();
  assert.deepEqual([source.urls, clock.pending], [[], 0]);
});

Deno.test("fallback: on demand it is there only while somebody reads", async () => {
  const { source, read, clock, cam } = await started(
    FALLBACK + "    source: test://a\n    sourceOnDemand: yes\n    sourceOnDemandCloseAfter: 3s\n",
  );
  assert.deepEqual(source.urls, []);
  const reading = read("r");
  await settle();
  await source.fail("test://a");
  source.publish("test://b");
  (await reading).close();
  clock.advance(3000);
  await settle();
  assert.deepEqual([source.urls, cam()!.stream, clock.pending], [[], undefined, 0]);
});

Deno.test("fallback: other codecs than those of the stream are refused, a publisher's end it", async () => {
  const { source, publish, read, told, clock } = await started(FALLBACK);
  const publication = await publish("p");
  publication.close();
  await read("r");
  assert.throws(() => source.publish("test://b", H265), { kind: "tracks do not fit" });
  source.publish("test://b");
  clock.advance(60_000);
  assert.deepEqual(told, []);
  await publish("q", H265);
  assert.deepEqual(told, ["r leaves: the tracks are others now"]);
});
