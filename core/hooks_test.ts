import assert from "node:assert/strict";
import type { AuthRequest } from "core/auth/request.ts";
import type { Configuration } from "core/config/configuration.ts";
import { type ConnectionEvent, Hooks, type Metric } from "core/hooks.ts";
import { NO_CREDENTIALS } from "core/auth/request.ts";
import { settle } from "../test/fake_clock.ts";
import { LogLines } from "../test/log_lines.ts";

function setUp() {
  const log = new LogLines();
  return { log, hooks: new Hooks(log.log), called: [] as string[] };
}

function fail(): never {
  throw new Error("broken");
}

const CONN: ConnectionEvent = { type: "testConn", id: "1", log: new LogLines().log };
const CONFIGURATION = {} as Configuration;
const REQUEST: AuthRequest = {
  action: "read",
  path: "cam",
  query: "",
  protocol: "rtsp",
  id: null,
  ip: "::1",
  credentials: NO_CREDENTIALS,
  userAgent: "",
};
const metric = (name: string): Metric => ({ name, labels: {}, value: 1 });

Deno.test("hooks: notify calls every handler in order of registration, with the event, at once", () => {
  const { hooks, called } = setUp();
  for (const plugin of ["a", "b"]) {
    hooks.on(plugin, "connOpened", ({ id }) => void called.push(`${plugin} ${id}`));
  }
  hooks.on("a", "connClosed", () => void called.push("another hook"));
  hooks.notify("connOpened", CONN);
  assert.deepEqual(called, ["a 1", "b 1"]);
});

Deno.test("hooks: a handler of notify that throws is named in the log and harms nobody", () => {
  const { hooks, called, log } = setUp();
  hooks.on("bad", "connOpened", fail);
  hooks.on("good", "connOpened", () => void called.push("good"));
  hooks.notify("connOpened", CONN);
  assert.deepEqual(called, ["good"]);
  assert.deepEqual(log.take(), ["ERR plugin bad, hook connOpened: broken"]);
});

Deno.test("hooks: an async handler of notify that rejects is named too", async () => {
  const { hooks, called, log } = setUp();
  hooks.on("bad", "connOpened", async () => {
    await settle();
    fail();
  });
  hooks.on("good", "connOpened", () => void called.push("good"));
  hooks.notify("connOpened", CONN);
  assert.deepEqual([called, log.take()], [["good"], []]);
  await settle();
  await settle();
  assert.deepEqual(log.take(), ["ERR plugin bad, hook connOpened: broken"]);
});

Deno.test("hooks: what is thrown need not be an error", () => {
  const { hooks, log } = setUp();
  for (const thrown of ["text", undefined, 7, Object.create(null)]) {
    hooks.on("bad", "connOpened", () => {
      throw thrown;
    });
  }
  hooks.notify("connOpened", CONN);
  const names = log.take().map((line) => line.replace(/:.*/, ""));
  assert.deepEqual(names, Array(4).fill("ERR plugin bad, hook connOpened"));
});

Deno.test("hooks: a handler may come or go while it is called: that counts from the next time", () => {
  const { hooks, called } = setUp();
  const off = hooks.on("a", "connOpened", () => {
    called.push("a");
    off();
    hooks.on("c", "connOpened", () => void called.push("c"));
  });
  hooks.on("b", "connOpened", () => void called.push("b"));
  hooks.notify("connOpened", CONN);
  assert.deepEqual(called.splice(0), ["a", "b"]);
  hooks.notify("connOpened", CONN);
  assert.deepEqual(called, ["b", "c"]);
});

Deno.test("hooks: series awaits its handlers one after the other", async () => {
  const { hooks, called } = setUp();
  hooks.on("a", "start", async () => {
    await settle();
    called.push("a");
  });
  hooks.on("b", "start", (configuration) => {
    called.push(`b ${configuration === CONFIGURATION}`);
  });
  await hooks.series("start", CONFIGURATION);
  assert.deepEqual(called, ["a", "b true"]);
});

Deno.test("hooks: an error ends a series; it says the plugin and the hook, and keeps its cause", async () => {
  const { hooks, called } = setUp();
  const cause = new Error("broken");
  hooks.on("bad", "start", () => Promise.reject(cause));
  hooks.on("good", "start", () => void called.push("good"));
  await assert.rejects(hooks.series("start", CONFIGURATION), {
    message: "plugin bad, hook start: broken",
    cause,
  });
  assert.deepEqual(called, []);
});

Deno.test("hooks: the first answer wins, and nobody behind it is asked", async () => {
  const { hooks, called } = setUp();
  hooks.on("silent", "authorize", () => undefined);
  hooks.on("yes", "authorize", ({ path }) => Promise.resolve({ ok: true, user: path }));
  hooks.on("late", "authorize", () => {
    called.push("late");
    return { ok: true, user: "late" };
  });
  assert.deepEqual(await hooks.first("authorize", REQUEST), { ok: true, user: "cam" });
  assert.deepEqual(called, []);
});

Deno.test("hooks: one that throws instead of answering is named and passed over", async () => {
  const { hooks, log } = setUp();
  assert.equal(await hooks.first("authorize", REQUEST), undefined);
  hooks.on("bad", "authorize", fail);
  assert.equal(await hooks.first("authorize", REQUEST), undefined);
  hooks.on("yes", "authorize", () => ({ ok: true, user: "yes" }));
  assert.deepEqual(await hooks.first("authorize", REQUEST), { ok: true, user: "yes" });
  assert.deepEqual(log.take(), Array(2).fill("ERR plugin bad, hook authorize: broken"));
});

Deno.test("hooks: collect joins all answers in order, without those of handlers that throw", async () => {
  const { hooks, log } = setUp();
  hooks.on("a", "metrics", async () => {
    await settle();
    return [metric("a")];
  });
  hooks.on("bad", "metrics", fail);
  hooks.on("b", "metrics", () => [metric("b")]);
  assert.deepEqual(await hooks.collect("metrics", undefined), [[metric("a")], [metric("b")]]);
  assert.deepEqual(log.take(), ["ERR plugin bad, hook metrics: broken"]);
});
