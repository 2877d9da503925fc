import assert from "node:assert/strict";
import { parameter } from "core/config/parameter.ts";
import { bool, text } from "core/config/types/mod.ts";
import type { Hooks } from "core/hooks.ts";
import { definePlugin } from "core/plugin.ts";

/**
 * What must not compile. Each line below a `@ts-expect-error` is wrong in one way; were it right, the type check
 * would refuse the comment. The test checks this file's types, since tests may run without.
 */
const on = parameter(bool, { default: true, effect: "live", doc: "For tests." });

const rightPlugin = definePlugin({
  name: "right",
  global: { typedOn: on },
  reads: ["logFile", "readTimeout"],
  enabled: ({ global }) => global.readTimeout > 0,
  check({ global }, report) {
    if (global.logFile === "") report("logFile", "it is empty");
  },
  setup({ config, hooks, onChange, listen, sessions }) {
    const file: string = config.logFile;
    hooks.on("authorize", ({ path }) => path === file ? { ok: true, user: file } : undefined);
    hooks.on("authorize", () => Promise.resolve({ ok: false, reason: "no", ask: true }));
    hooks.on("available", ({ name }) => void name.length);
    hooks.on("start", async ({ global }) => await Promise.resolve(void global.logFile));
    hooks.on("metrics", () => [{ name: "m", labels: {}, value: config.readTimeout }]);
    onChange(({ typedOn }) => void (typedOn satisfies boolean));
    sessions.add({ kind: "k", route: "ks", list: () => [1], get: () => 1, kick: () => true });
    return listen((lifetime) => void lifetime.signal.aborted).then(() => {});
  },
});

const wrongPlugins = [
  definePlugin({
    name: "hook names",
    setup({ hooks }) {
      // @ts-expect-error there is no such hook
      hooks.on("availabel", () => {});
      // @ts-expect-error nor can it be notified
      hooks.notify("availabel", undefined);
    },
  }),
  definePlugin({
    name: "answers",
    setup({ hooks }) {
      // @ts-expect-error a number is no answer to who may do what
      hooks.on("authorize", () => 1);
      // @ts-expect-error a refusal says its reason
      hooks.on("authorize", () => ({ ok: false }));
      // @ts-expect-error metrics are lists of lines
      hooks.on("metrics", () => ({ name: "m", labels: {}, value: 1 }));
      // @ts-expect-error metrics have numbers for values
      hooks.on("metrics", () => [{ name: "m", labels: {}, value: "1" }]);
      // @ts-expect-error start answers nothing
      hooks.on("start", () => 1);
    },
  }),
  definePlugin({
    name: "events",
    setup({ hooks }) {
      // @ts-expect-error a path is no reader
      hooks.on("available", ({ reader }) => reader);
      // @ts-expect-error a reader's path has a name, the event has none
      hooks.on("readerAdded", ({ name }) => name);
      // @ts-expect-error the event is missing
      hooks.notify("connOpened");
      // @ts-expect-error the event is another one
      hooks.notify("connOpened", { path: "cam" });
    },
  }),
  definePlugin({
    name: "kinds",
    setup({ hooks }) {
      // @ts-expect-error authorize is a question, not a notice
      hooks.notify("authorize", undefined);
      // @ts-expect-error metrics are collected, not notified
      hooks.notify("metrics", undefined);
      // @ts-expect-error only core runs a series
      hooks.series("start", undefined);
    },
  }),
  definePlugin({
    name: "reads",
    // @ts-expect-error there is no such parameter
    reads: ["readTimeuot"],
  }),
  definePlugin({
    name: "reads of paths",
    // @ts-expect-error it is a parameter of paths
    reads: ["overridePublisher"],
  }),
  definePlugin({
    name: "configuration",
    global: { typedOn: on, typedText: parameter(text, { default: "", effect: "live", doc: "" }) },
    reads: ["logFile"],
    setup({ config, onChange }) {
      // @ts-expect-error there is no such parameter
      void config.typedOm;
      // @ts-expect-error it exists, but the plugin has not said that it reads it
      void config.readTimeout;
      // @ts-expect-error it is a boolean
      void (config.typedOn satisfies string);
      // @ts-expect-error it is text
      void (config.logFile satisfies number);
      // @ts-expect-error a configuration is never changed
      config.typedText = "other";
      // @ts-expect-error nor is there anything else in what a change tells
      onChange(({ readTimeout }) => readTimeout);
    },
  }),
  definePlugin({
    name: "conditions",
    // @ts-expect-error there is no such parameter
    enabled: ({ global }) => global.readTimeuot > 0,
    // @ts-expect-error a report names a key
    check: (_whole, report) => report(1, "wrong"),
  }),
  // @ts-expect-error a plugin has a name
  definePlugin({}),
];

const wrongParameters = [
  // @ts-expect-error the default is of the schema's type
  parameter(bool, { default: "yes", effect: "live", doc: "" }),
  // @ts-expect-error there is no such effect
  parameter(bool, { default: true, effect: "restart", doc: "" }),
  // @ts-expect-error every parameter is documented
  parameter(bool, { default: true, effect: "live" }),
];

/** The kinds, as core itself calls them. Never called. */
async function wrongKinds(hooks: Hooks): Promise<void> {
  // @ts-expect-error a notice is not collected
  await hooks.collect("available", undefined);
  // @ts-expect-error the first answer decides: it is not collected either
  await hooks.collect("authorize", undefined);
  // @ts-expect-error metrics are not a question
  await hooks.first("metrics", undefined);
  // @ts-expect-error nor a series
  await hooks.series("metrics", undefined);
  // @ts-expect-error a series is not notified: its end is waited for
  hooks.notify("start", undefined);
  const lists = await hooks.collect("metrics", undefined);
  // @ts-expect-error lists of lines, not of texts
  void (lists satisfies string[]);
}

Deno.test("plugin types: what is right compiles, and what is wrong does not", async () => {
  assert.ok([rightPlugin, ...wrongPlugins, ...wrongParameters, wrongKinds].every(Boolean));
  const args = ["check", "--quiet", new URL(import.meta.url).pathname];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
});
