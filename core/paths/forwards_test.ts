import assert from "node:assert/strict";
import type { ParameterOwner } from "core/config/owner.ts";
import type { Forwarder, ForwardRequest } from "core/paths/source.ts";
import { RETRY_PAUSE } from "core/retry.ts";
import { settle } from "../../test/fake_clock.ts";
import { party, pathsOf, TRACKS } from "../../test/paths.ts";

const OWNER: ParameterOwner = {
  name: "test",
  forwards: [{ scheme: "test" }, { scheme: "absent" }],
};

/** Keeps every attempt; the test lets one fail by its number. */
class TestForwarder implements Forwarder {
  readonly title = "TEST";
  begun: (url: string) => void = () => {};
  readonly attempts: { readonly request: ForwardRequest; fail(reason: string): Promise<void> }[] =
    [];

  forward(request: ForwardRequest): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.begun(request.url);
    request.signal.addEventListener("abort", () => resolve());
    this.attempts.push({
      request,
      fail: async (reason) => {
        reject(new Error(reason));
        await settle();
      },
    });
    return promise;
  }

  get urls(): string[] {
    return this.attempts.map(({ request }) => request.url);
  }
}

const yaml = (key: string, ...dests: string[]) =>
  `paths:\n  '${key}':\n    forward:\n${dests.map((dest) => `      - dest: ${dest}\n`).join("")}`;

async function forwarding(text: string, name = "cam") {
  const set = await pathsOf(text, [OWNER]), forwarder = new TestForwarder();
  set.paths.addForwarder(["test"], forwarder);
  await set.paths.start();
  const publish = async () =>
    set.paths.publish(await set.access("publish", name), party("p"), TRACKS);
  const states = () => set.paths.paths.get(name)!.forwards.map(({ state }) => state);
  return { ...set, forwarder, publish, states, path: () => set.paths.paths.get(name)! };
}

/** Lines of the log, identifiers left out. */
const named = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/ [0-9a-f]{8}\]/, " ID]"));

Deno.test("forwards: every destination is pushed to while there is a stream", async () => {
  const { publish, forwarder, states, path, clock } = await forwarding(
    yaml("cam", "test://a/x", "test://b/$MTX_PATH"),
  );
  assert.deepEqual(path().forwards, []);
  const { stream, close } = await publish();
  assert.deepEqual(forwarder.urls, ["test://a/x", "test://b/cam"]);
  assert.ok(forwarder.attempts.every(({ request }) => request.stream === stream));
  assert.deepEqual(states(), ["idle", "idle"]);
  forwarder.attempts[1].request.forwarding();
  forwarder.attempts[1].request.counts(() => 507);
  assert.deepEqual(path().forwards.map(({ state, outboundBytes }) => [state, outboundBytes]), [
    ["idle", 0],
    ["forwarding", 507],
  ]);
  close();
  await settle();
  assert.ok(forwarder.attempts.every(({ request }) => request.signal.aborted));
  assert.deepEqual([path().forwards, clock.pending], [[], 0]);
});

Deno.test("forwards: a failure is one line under the destination's name, and is tried again", async () => {
  const { publish, forwarder, states, log, clock } = await forwarding(
    yaml("cam", "test://u:secret@a/x"),
  );
  await publish();
  log.take();
  await forwarder.attempts[0].fail("connection refused");
  assert.deepEqual(named(log.lines), ["ERR [path cam] [TEST dest 0 ID] connection refused"]);
  assert.deepEqual(states(), ["error"]);
  clock.advance(5000);
  await settle();
  assert.equal(forwarder.attempts.length, 2);
  forwarder.attempts[1].request.forwarding();
  assert.deepEqual(states(), ["forwarding"]);
});

Deno.test("forwards: a reload leaves destinations that stay, ends others and begins new ones", async () => {
  const { publish, forwarder, reload, path } = await forwarding(
    yaml("cam", "test://a", "test://b"),
  );
  const { stream } = await publish(), [a] = path().forwards;
  await reload(yaml("cam", "test://a", "test://c", "test://d"));
  assert.ok(path().stream === stream && path().forwards[0] === a);
  assert.deepEqual(path().forwards.map(({ url }) => url), ["test://a", "test://c", "test://d"]);
  assert.deepEqual(forwarder.attempts.map(({ request }) => request.signal.aborted), [
    false,
    true,
    false,
    false,
  ]);
});

Deno.test("forwards: a kind that is not in the build is said, and shown as an error", async () => {
  const { publish, states, log } = await forwarding(yaml("cam", "absent://a"));
  await publish();
  assert.deepEqual(named(log.lines).slice(0, 1), [
    "ERR [path cam] [absent dest 0 ID] destinations of the kind absent are not in this build",
  ]);
  assert.deepEqual(states(), ["error"]);
});

Deno.test("forwards: they begin between the hook online and the line that there is a stream", async () => {
  const { publish, forwarder, log, hooks } = await forwarding(yaml("~^c(.*)$", "test://$G1"));
  hooks.on("test", "online", () => void log.lines.push("online"));
  forwarder.begun = (url) => void log.lines.push(`forward to ${url}`);
  await publish();
  assert.deepEqual(log.take(), [
    "online",
    "forward to test://am",
    "INF [path cam] stream is available and online, 1 track (VP8)",
  ]);
});

Deno.test("forwards: bytes of attempts before count as well", async () => {
  const { publish, forwarder, path, clock } = await forwarding(yaml("cam", "test://a/x"));
  await publish();
  forwarder.attempts[0].request.counts(() => 500);
  await forwarder.attempts[0].fail("gone");
  clock.advance(RETRY_PAUSE);
  await settle();
  forwarder.attempts[1].request.counts(() => 7);
  assert.equal(path().forwards[0].outboundBytes, 507);
});
