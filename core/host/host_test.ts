import assert from "node:assert/strict";
import { definePlugin } from "core/plugin.ts";
import { hostOf, probe, twoRunning } from "../../test/host.ts";

Deno.test("host: plugins start in order, hear that all have, and stop in reverse", async () => {
  const events: string[] = [], plugins = [probe("a", events), probe("b", events)];
  const { host, hooks, configuration } = await hostOf(plugins);
  hooks.on("test", "start", (started) => void events.push(`all: ${started === configuration}`));
  hooks.on("test", "stop", () => void events.push("stop"));
  await host.start(configuration);
  const started = ["a starts", "a listens", "b starts", "b listens", "all: true"];
  assert.deepEqual(events.splice(0), started);
  await Promise.all([host.stop(), host.stop()]);
  assert.deepEqual(events, ["stop", "b is deaf", "b stops", "a is deaf", "a stops"]);
  await host.stop();
  assert.equal(events.length, 5);
});

Deno.test("host: everything taken from the context is undone when the plugin stops", async () => {
  const called: string[] = [];
  let signal: AbortSignal | undefined;
  const plugin = definePlugin({
    name: "taker",
    setup(context) {
      signal = context.signal;
      context.hooks.on("configChange", () => void called.push("configChange"));
      context.sessions.add({ kind: "testConn", route: "testconns", list: () => [], get: () => 1 });
    },
  });
  const { host, hooks, sessions, configuration } = await hostOf([plugin]);
  await host.start(configuration);
  hooks.notify("configChange", configuration);
  assert.equal(sessions.find("testConn")?.route, "testconns");
  await host.stop();
  hooks.notify("configChange", configuration);
  assert.deepEqual([called, sessions.find("testConn")], [["configChange"], undefined]);
  assert.equal(signal?.aborted, true);
});

Deno.test("host: an undo that fails is logged under the plugin's name and keeps nobody from stopping", async () => {
  const events: string[] = [];
  const bad = definePlugin({
    name: "bad",
    setup: ({ defer }) => void defer(() => Promise.reject(new Error("stuck"))),
  });
  const { host, log, configuration } = await hostOf([probe("a", events), bad]);
  await host.start(configuration);
  await host.stop();
  assert.deepEqual(log.take(), ["ERR [bad] at stop: stuck"]);
  assert.equal(events.at(-1), "a stops");
});

for (
  const [way, more, reason] of [
    ["in setup", { setup: () => Promise.reject(new Error("broken")) }, "[B] broken"],
    ["when it is asked whether it is on", {
      enabled: () => {
        throw new Error("broken");
      },
    }, "[B] broken"],
  ] as const
) {
  Deno.test(`host: a plugin that throws ${way} ends the start by its name, all is undone`, async () => {
    const events: string[] = [];
    const plugins = [probe("a", events), probe("b", [], more), probe("c", events)];
    const { host, configuration } = await hostOf(plugins);
    await assert.rejects(host.start(configuration), { message: reason });
    assert.deepEqual(events, ["a starts", "a listens", "a is deaf", "a stops"]);
  });
}

Deno.test("host: what a plugin had taken before it failed is undone first", async () => {
  const events: string[] = [];
  const plugins = [probe("a", events), probe("b", events)];
  const { host, configuration } = await hostOf(plugins, "bListener: busy");
  await assert.rejects(host.start(configuration), { message: "[B] the port is in use" });
  const undone = ["b stops", "a is deaf", "a stops"];
  assert.deepEqual(events, ["a starts", "a listens", "b starts", ...undone]);
});

Deno.test("host: an error of the start hook ends the start too", async () => {
  const events: string[] = [];
  const { host, hooks, configuration } = await hostOf([probe("a", events)]);
  hooks.on("bad", "start", () => Promise.reject(new Error("broken")));
  await assert.rejects(host.start(configuration), { message: "plugin bad, hook start: broken" });
  assert.equal(events.at(-1), "a stops");
});

Deno.test("host: an error of the stop hook is logged and stops nobody from stopping", async () => {
  const { host, hooks, log, events } = await twoRunning();
  hooks.on("bad", "stop", () => Promise.reject(new Error("broken")));
  await host.stop();
  assert.deepEqual(log.take(), ["ERR plugin bad, hook stop: broken"]);
  assert.deepEqual(events, ["b is deaf", "b stops", "a is deaf", "a stops"]);
});

Deno.test("host: a plugin that is on but not in the build says so once, each time it is switched on", async () => {
  const absent = probe("a", [], { setup: undefined });
  const { host, log, configuration, reload } = await hostOf([absent]);
  await host.start(configuration);
  const line = "WAR [A] is switched on but not in this build";
  assert.deepEqual(log.take(), [line]);
  await reload("aSessions: other");
  assert.deepEqual(log.take(), []);
  await reload("aLive: disabled");
  await reload("");
  assert.deepEqual(log.take(), [line]);
});
