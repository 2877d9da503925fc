import assert from "node:assert/strict";
import type { Configuration } from "core/config/configuration.ts";
import { parameter } from "core/config/parameter.ts";
import { bool } from "core/config/types/mod.ts";
import { definePlugin, type Lifetime, type Reopenable } from "core/plugin.ts";
import { settle } from "../../test/fake_clock.ts";
import { hostOf, probe, twoRunning } from "../../test/host.ts";

Deno.test("host: a reload that leaves a plugin's part as it was calls nothing of it", async () => {
  const before = "aLive: one\nreadTimeout: 5s";
  const { events, reload, hooks, log } = await twoRunning(before);
  let told: Configuration | undefined;
  hooks.on("test", "configChange", (configuration) => told = configuration);
  await reload("# other words, the same\naLive: 'one'\nreadTimeout: 5000ms\nwriteTimeout: 7s");
  assert.deepEqual(events, []);
  assert.equal(told?.global.writeTimeout, 7000);
  assert.deepEqual(log.take(), []);
});

Deno.test("host: a live parameter is told to its own plugin only", async () => {
  const { events, reload } = await twoRunning();
  await reload("bLive: new");
  assert.deepEqual(events, ["b hears new"]);
});

Deno.test("host: a listener's parameter reopens the listeners; the rest of the plugin goes on", async () => {
  const { events, reload } = await twoRunning();
  await reload("aListener: ':1'\naLive: new");
  assert.deepEqual(events, ["a is deaf", "a listens on :1", "a hears new"]);
});

Deno.test("host: a session's parameter stops the plugin and starts it, whatever else has changed", async () => {
  const { events, reload } = await twoRunning();
  await reload("aSessions: other\naListener: ':1'\naLive: new");
  assert.deepEqual(events, ["a is deaf", "a stops", "a starts", "a listens on :1"]);
});

Deno.test("host: parameters that a plugin reads count by the effect their owner declared", async () => {
  const events: string[] = [];
  const reader = probe("b", events, { reads: ["writeQueueSize", "udpReadBufferSize"] });
  const { host, configuration, reload } = await hostOf([probe("a", events), reader]);
  await host.start(configuration);
  events.length = 0;
  await reload("writeQueueSize: 1024");
  assert.deepEqual(events.splice(0), ["b hears "]);
  await reload("writeQueueSize: 1024\nudpReadBufferSize: 5000");
  assert.deepEqual(events, ["b is deaf", "b listens", "b hears "]);
});

Deno.test("host: the context shows the configuration of now, frozen", async () => {
  const seen: unknown[] = [];
  let config: (() => object) | undefined;
  const plugin = definePlugin({
    name: "p",
    global: { pOn: parameter(bool, { default: false, effect: "live", doc: "For tests." }) },
    reads: ["logFile"],
    setup(context) {
      config = () => context.config;
      context.onChange((next) => seen.push(next === context.config));
    },
  });
  const { host, configuration, reload } = await hostOf([plugin]);
  await host.start(configuration);
  const first = config!();
  assert.deepEqual(first, { pOn: false, logFile: "mediamtx.log" });
  assert.ok(Object.isFrozen(first));
  await reload("pOn: yes");
  assert.deepEqual([config!(), first], [
    { pOn: true, logFile: "mediamtx.log" },
    { pOn: false, logFile: "mediamtx.log" },
  ]);
  assert.deepEqual(seen, [true]);
});

Deno.test("host: enabled starts and stops a plugin at a reload, the others are not touched", async () => {
  const { events, reload, host } = await twoRunning();
  await reload("aLive: disabled");
  assert.deepEqual(events.splice(0), ["a is deaf", "a stops"]);
  await reload("aLive: disabled\naSessions: other");
  assert.deepEqual(events, []);
  await reload("aSessions: other");
  assert.deepEqual(events.splice(0), ["a starts", "a listens"]);
  await host.stop();
  assert.deepEqual(events, ["a is deaf", "a stops", "b is deaf", "b stops"]);
});

Deno.test("host: a listener that cannot be opened at a reload is logged, the others go on", async () => {
  const { events, reload, log, hooks } = await twoRunning();
  hooks.on("test", "configChange", () => void events.push("all have it"));
  await reload("aListener: busy\nbListener: ':1'");
  assert.deepEqual(log.take(), ["ERR [A] the port is in use"]);
  const b = ["b is deaf", "b listens on :1", "b hears "];
  assert.deepEqual(events.splice(0), ["a is deaf", "a hears ", ...b, "all have it"]);
  await reload("aListener: ':2'\nbListener: ':1'");
  assert.deepEqual(events, ["a listens on :2", "a hears ", "all have it"]);
});

Deno.test("host: a plugin that cannot start at a reload is logged, and tried again at the next", async () => {
  const { events, reload, log } = await twoRunning();
  await reload("aSessions: new\naListener: busy\nbLive: new");
  assert.deepEqual(log.take(), ["ERR [A] the port is in use"]);
  assert.deepEqual(events.splice(0), [
    "a is deaf",
    "a stops",
    "a starts",
    "a stops",
    "b hears new",
  ]);
  await reload("bLive: new");
  assert.deepEqual(events, ["a starts", "a listens"]);
});

Deno.test("host: a plugin that fails to take a change is logged, its other watchers and plugins are told", async () => {
  const events: string[] = [];
  const bad = definePlugin({
    name: "bad",
    reads: ["logFile"],
    setup(context) {
      context.onChange(() => {
        throw new Error("broken");
      });
      context.onChange(({ logFile }) => events.push(`bad hears ${logFile}`));
    },
  });
  const { host, configuration, reload, log } = await hostOf([bad, probe("b", events)]);
  await host.start(configuration);
  events.length = 0;
  await reload("logFile: other\nbLive: new");
  assert.deepEqual(log.take(), ["ERR [bad] at reload: broken"]);
  assert.deepEqual(events, ["bad hears other", "b hears new"]);
});

/** A plugin with listeners that take a turn to open and to close, and fail behind the first part where told to. */
async function slowListener() {
  const events: string[] = [], state = { fails: false, open: 0 };
  let listener: Reopenable | undefined;
  const open = async (lifetime: Lifetime) => {
    assert.equal(state.open++, 0, "opened while still open");
    events.push("opens");
    lifetime.defer(async () => {
      await settle();
      state.open--;
    });
    await settle();
    if (state.fails) throw new Error("the second port is in use");
  };
  const plugin = definePlugin({
    name: "slow",
    setup: async (context) => void (listener = await context.listen(open)),
  });
  const set = await hostOf([plugin]);
  await set.host.start(set.configuration);
  return { ...set, events, state, listener: listener! };
}

Deno.test("host: listeners that are told twice to open anew do so one time after the other", async () => {
  const { listener, host, events, state, log } = await slowListener();
  await Promise.all([listener.reopen(), listener.reopen()]);
  assert.deepEqual(log.take(), []);
  assert.deepEqual(events, ["opens", "opens", "opens"]);
  await host.stop();
  assert.equal(state.open, 0);
});

Deno.test("host: listeners of which one cannot be opened anew are not left half open", async () => {
  const { listener, state, log } = await slowListener();
  state.fails = true;
  await listener.reopen();
  assert.deepEqual(log.take(), ["ERR [slow] the second port is in use"]);
  assert.equal(state.open, 0);
});

Deno.test("host: listeners do not open again behind the end of their plugin", async () => {
  const { listener, host, events, state } = await slowListener();
  const reopened = listener.reopen();
  await host.stop();
  await reopened;
  await listener.reopen();
  await settle();
  assert.deepEqual([events, state.open], [["opens"], 0]);
});
