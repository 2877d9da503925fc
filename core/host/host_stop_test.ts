import assert from "node:assert/strict";
import { definePlugin } from "core/plugin.ts";
import { hostOf, probe } from "../../test/host.ts";

Deno.test("host: plugins that serve the paths are stopped behind them, whatever their place in the list", async () => {
  const events: string[] = [];
  const plugins = [
    probe("a", events),
    probe("b", events, { outlivesPaths: true }),
    probe("c", events),
  ];
  const { host, hooks, configuration } = await hostOf(plugins);
  hooks.on("test", "stop", () => void events.push("stop"));
  await host.start(configuration);
  events.length = 0;
  await Promise.all([host.retire(), host.retire()]);
  assert.deepEqual(events.splice(0), ["stop", "c is deaf", "c stops", "a is deaf", "a stops"]);
  await host.stop();
  assert.deepEqual(events, ["b is deaf", "b stops"]);
});

Deno.test("host: where all outlive the paths, nothing is stopped before them", async () => {
  const events: string[] = [];
  const { host, configuration } = await hostOf([probe("a", events, { outlivesPaths: true })]);
  await host.start(configuration);
  events.length = 0;
  await host.retire();
  assert.deepEqual(events, []);
  await host.stop();
  assert.deepEqual(events, ["a is deaf", "a stops"]);
});

Deno.test("host: a plugin logs under its title, another one, or none", async () => {
  const plugin = definePlugin({
    name: "p",
    title: "P",
    setup({ log, logAs }) {
      log.info("own");
      logAs("Q").info("other");
      logAs().info("none");
    },
  });
  const { host, log, configuration } = await hostOf([plugin]);
  await host.start(configuration);
  assert.deepEqual(log.take(), ["INF [P] own", "INF [Q] other", "INF none"]);
});
