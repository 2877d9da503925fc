import assert from "node:assert/strict";
import type { ParameterOwner } from "core/config/owner.ts";
import { Refusal } from "core/errors.ts";
import type { Publication } from "core/paths/party.ts";
import type { PullRequest, Source } from "core/paths/source.ts";
import { settle } from "../../test/fake_clock.ts";
import { party, pathsOf, TRACKS } from "../../test/paths.ts";

const OWNER: ParameterOwner = { name: "test", sources: [{ scheme: "test" }] };

/** A source whose attempts the test ends by hand. */
class TestSource implements Source {
  readonly type = "testSource";
  readonly title = "TEST source";
  readonly requests: PullRequest[] = [];
  #end: { resolve(): void; reject(error: Error): void } | undefined;

  pull(request: PullRequest): Promise<void> {
    this.requests.push(request);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#end = { resolve, reject };
    request.signal.addEventListener("abort", () => resolve());
    return promise.finally(() => this.publication?.close());
  }

  publication: Publication | undefined;

  /** The stream is there. */
  ready(): void {
    this.publication = this.requests.at(-1)!.publish(TRACKS, "");
  }

  async fail(reason: string): Promise<void> {
    this.#end!.reject(new Error(reason));
    await settle();
  }
}

/** A pulled path, its source not in the build unless `added`. */
async function pulled(lines: string, { key = "cam", added = true } = {}) {
  const set = await pathsOf(`paths:\n  '${key}':\n${lines}`, [OWNER]);
  const source = new TestSource(), told: string[] = [];
  if (added) set.paths.addSource(["test"], source);
  await set.paths.start();
  const read = async (id: string, query = "") =>
    set.paths.read(await set.access("read", "cam", query), party(id, told, { query }));
  return { ...set, source, told, read, cam: () => set.paths.paths.get("cam") };
}

const ALWAYS = "    source: test://user:secret@host/x\n";
const ON_DEMAND = ALWAYS + "    sourceOnDemand: yes\n    sourceOnDemandStartTimeout: 10s\n" +
  "    sourceOnDemandCloseAfter: 3s\n";

Deno.test("source: it starts with its path, and is a publisher without an id", async () => {
  const { source, cam, log } = await pulled(ALWAYS);
  assert.equal(source.requests[0].url, "test://user:secret@host/x");
  source.ready();
  assert.deepEqual([cam()!.publisher?.type, cam()!.publisher?.id], ["testSource", ""]);
  assert.deepEqual(log.take(), [
    "INF [path cam] [TEST source] started",
    "INF [path cam] stream is available and online, 1 track (VP8)",
  ]);
});

Deno.test("source: a failure is one line, and five seconds later it is tried again", async () => {
  const { source, log, clock, cam, told, read } = await pulled(ALWAYS);
  source.ready();
  await read("r");
  log.take();
  await source.fail("no route to host");
  assert.deepEqual(log.take(), ["ERR [path cam] [TEST source] no route to host"]);
  assert.deepEqual([told, cam()!.stream], [["r leaves: the stream ended"], undefined]);
  clock.advance(4999);
  await settle();
  assert.equal(source.requests.length, 1);
  clock.advance(1);
  await settle();
  assert.equal(source.requests.length, 2);
  assert.deepEqual(log.take(), []);
});

Deno.test("source: it ends with its path, and nothing of it stays", async () => {
  const { source, log, clock, paths } = await pulled(ALWAYS);
  source.ready();
  log.take();
  await paths.close();
  assert.deepEqual(log.take(), ["INF [path cam] [TEST source] stopped: terminated"]);
  assert.deepEqual([source.requests[0].signal.aborted, clock.pending], [true, 0]);
});

Deno.test("source: a path with one takes no publisher", async () => {
  const { paths, access } = await pulled(ALWAYS);
  const granted = await access("publish", "cam");
  assert.throws(() => paths.publish(granted, party("p"), TRACKS), Refusal);
});

Deno.test("source: one that is not in the build is said, and the path is without a stream", async () => {
  const { log, read } = await pulled(ALWAYS, { added: false });
  assert.deepEqual(log.take(), ["ERR [path cam] sources of the kind test are not in this build"]);
  await assert.rejects(read("r"), { kind: "no stream" });
});

Deno.test("source on demand: the first reader starts it, all wait, the last one stops it later", async () => {
  const { source, log, clock, read, cam } = await pulled(ON_DEMAND);
  assert.equal(source.requests.length, 0);
  const readers = [read("a"), read("b")];
  await settle();
  assert.deepEqual(log.take(), ["INF [path cam] [TEST source] started on demand"]);
  source.ready();
  const [a, b] = await Promise.all(readers);
  assert.ok(a.stream === b.stream && cam()!.readers.size === 2);
  a.close();
  clock.advance(60_000);
  b.close();
  log.take();
  clock.advance(2999);
  assert.equal(source.requests[0].signal.aborted, false);
  clock.advance(1);
  await settle();
  assert.deepEqual(log.take(), ["INF [path cam] [TEST source] stopped: not needed by anyone"]);
  assert.deepEqual([cam()!.stream, clock.pending], [undefined, 0]);
});

Deno.test("source on demand: who waits is refused when it does not come, and it stops", async () => {
  const { source, log, clock, read } = await pulled(ON_DEMAND);
  const refused = assert.rejects(read("a"), {
    kind: "timed out",
    message: "source of path 'cam' has timed out",
  });
  await settle();
  await source.fail("no route to host");
  clock.advance(5000);
  await settle();
  assert.equal(source.requests.length, 2);
  clock.advance(5000);
  await refused;
  await settle();
  assert.deepEqual(log.take(), [
    "INF [path cam] [TEST source] started on demand",
    "ERR [path cam] [TEST source] no route to host",
    "INF [path cam] [TEST source] stopped: timed out",
  ]);
  assert.equal(clock.pending, 0);
});

Deno.test("source on demand: one for an expression's path knows its groups and the query, and goes with it", async () => {
  const lines = ON_DEMAND.replace("host/x", "host/$G1?$MTX_QUERY");
  const { source, clock, read, cam } = await pulled(lines, { key: "~^c(.+)$" });
  const reading = read("a", "x=1&y=$G1");
  await settle();
  assert.equal(source.requests[0].url, "test://user:secret@host/am?x=1&y=$G1");
  source.ready();
  (await reading).close();
  clock.advance(3000);
  await settle();
  assert.equal(cam(), undefined);
});

Deno.test("source on demand: again and again, with failures and time-outs, it leaves no timer and no reader", async () => {
  const { source, read, cam, clock, told } = await pulled(ON_DEMAND);
  for (let i = 0; i < 200; i++) {
    const reading = read(`r${i}`).catch((refusal: Refusal) => refusal.kind);
    await settle();
    if (i % 5 === 0) await source.fail("no route to host");
    if (i % 7 === 0) clock.advance(10_000);
    else {
      if (i % 5 === 0) clock.advance(5000), await settle();
      source.ready();
    }
    const reader = await reading;
    if (typeof reader === "string") assert.equal(reader, "timed out");
    else reader.close();
    clock.advance(3000);
    await settle();
    assert.deepEqual([cam()!.stream, cam()!.readers.size, clock.pending], [undefined, 0, 0]);
  }
  assert.ok(source.requests.every(({ signal }) => signal.aborted));
  assert.deepEqual(told, []);
});

Deno.test("source on demand: when the path is closed whoever waits is refused", async () => {
  const { read, paths, clock } = await pulled(ON_DEMAND);
  const refused = assert.rejects(read("a"), { message: "source of path 'cam' has been closed" });
  await settle();
  await paths.close();
  await refused;
  assert.equal(clock.pending, 0);
});

Deno.test("demand of a plugin: the hooks ask for a publisher, and tell when it is needed no more", async () => {
  const { paths, hooks, access, clock } = await pathsOf("paths:\n  cam:\n"), told: string[] = [];
  paths.addDemand(({ key }) =>
    key === "cam" ? { startTimeout: 10_000, closeAfter: 3000 } : undefined
  );
  hooks.on("test", "demand", ({ path, query }) => void told.push(`demand ${path.name} ${query}`));
  hooks.on(
    "test",
    "undemand",
    ({ path, reason }) => void told.push(`undemand ${path.name}: ${reason}`),
  );
  await paths.start();
  const described = paths.describe(await access("read", "cam", "a=b"));
  assert.deepEqual(told.splice(0), ["demand cam a=b"]);
  const publication = paths.publish(await access("publish", "cam"), party("p", told), TRACKS);
  assert.deepEqual(await described, { stream: publication.stream });
  clock.advance(3000);
  assert.deepEqual(told, ["p leaves: not needed by anyone", "undemand cam: not needed by anyone"]);
  publication.close();
  assert.equal(clock.pending, 0);
});
