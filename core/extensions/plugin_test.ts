import assert from "node:assert/strict";
import type { Configuration } from "core/config/configuration.ts";
import type { Context } from "core/extensions/contract.ts";
import { faultOf } from "core/extensions/position.ts";
import { pluginOf } from "core/extensions/plugin.ts";
import { hostOf, probe } from "../../test/host.ts";

type Setup = (ctx: Context<{ readonly word: string }, "readTimeout">) => void | Promise<void>;

const FILE = "/plugins/third.ts";

/** A third party's plugin as the configuration has it. */
function extensionOf(setup: Setup) {
  const declaration = { name: "third", reads: ["readTimeout"], setup: setup as () => void };
  return { name: "third", file: FILE, declaration, options: { word: "hello" } };
}

/** A host of one plugin of the server's own, and of this third party's. */
async function hostWith(setup: Setup, yaml = "") {
  const events: string[] = [];
  const { host, configuration, ...more } = await hostOf([probe("own", events)], yaml);
  const extension = extensionOf(setup);
  const withThird = (one: Configuration) => ({ ...one, extensions: [extension] });
  return { ...more, host, events, configuration: withThird(configuration), withThird };
}

Deno.test("third parties' plugins start before the server's own and stop behind them", async () => {
  const told: string[] = [];
  const { host, events, configuration } = await hostWith((ctx) => {
    told.push(`${ctx.options.word}, ${events.length}`);
    ctx.defer(() => void told.push(`bye, ${events.at(-1)}`));
  });
  await host.start(configuration);
  assert.deepEqual(told, ["hello, 0"]);
  await host.stop();
  assert.deepEqual(told, ["hello, 0", "bye, own stops"]);
});

Deno.test("what it reads, and what changed of it", async () => {
  const seen: number[] = [];
  const { host, configuration, withThird } = await hostWith((ctx) => {
    seen.push(ctx.config.readTimeout);
    ctx.onChange(({ readTimeout }) => seen.push(readTimeout, ctx.config.readTimeout));
  });
  await host.start(configuration);
  const global = { ...configuration.global, readTimeout: 7000 };
  await host.configure(withThird({ ...configuration, global }));
  assert.deepEqual(seen, [10_000, 7000, 7000]);
  await host.stop();
});

Deno.test("a hook that there is not ends the start, and says which is meant", async () => {
  const { host, events, configuration, log } = await hostWith((ctx) => {
    ctx.hooks.on("readerAded" as "readerAdded", () => {});
  });
  await assert.rejects(host.start(configuration), /third\.ts: .*did you mean readerAdded\?/);
  assert.match(log.lines.at(-1) ?? "", /^ERR \[third\] \/plugins\/third\.ts: there is no hook/);
  assert.deepEqual(events, [], "nothing else was started");
});

Deno.test("its pauses and attempts end with it", async () => {
  const told: string[] = [];
  const { host, configuration } = await hostWith((ctx) => {
    ctx.pause(60_000).then(() => told.push("paused"));
    ctx.retry({
      attempt: (signal) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
      failed: (reason) => void told.push(reason),
    });
    ctx.defer(() => void told.push("stopped"));
  });
  await host.start(configuration);
  assert.deepEqual(told, []);
  await host.stop();
  assert.deepEqual(told.sort(), ["paused", "stopped"]);
});

Deno.test("an entry that is no more is stopped, another is another plugin", async () => {
  const told: string[] = [];
  const { host, configuration } = await hostWith((ctx) => {
    told.push("start");
    ctx.defer(() => void told.push("stop"));
  });
  await host.start(configuration);
  await host.configure({ ...configuration });
  assert.deepEqual(told, ["start"]);
  const changed = { ...configuration.extensions[0], options: { word: "bye" } };
  await host.configure({ ...configuration, extensions: [changed] });
  assert.deepEqual(told, ["start", "stop", "start"]);
  await host.configure({ ...configuration, extensions: [] });
  assert.deepEqual(told, ["start", "stop", "start", "stop"]);
  await host.stop();
});

Deno.test("a plugin of no title but its own name is called by the name that the entry gives", () => {
  const extension = extensionOf(() => {});
  const titled = { ...extension, declaration: { ...extension.declaration, title: "Third" } };
  assert.equal(pluginOf(titled).title, "Third");
  assert.equal(pluginOf({ ...titled, name: "fourth" }).title, "fourth");
});

Deno.test("faults: the line of the plugin's own file, where it is in the stack", () => {
  const error = new Error("no\nluck");
  error.stack = `Error: no\n    at f (file:///core/host.ts:1:2)\n    at setup (file://${FILE}:7:9)`;
  assert.deepEqual(faultOf(error, FILE), { file: FILE, line: 7, column: 9, text: "no" });
  assert.deepEqual(faultOf("odd", FILE), { file: FILE, line: null, column: null, text: "odd" });
});
