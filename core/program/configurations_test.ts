import assert from "node:assert/strict";
import type { Configuration } from "core/config/configuration.ts";
import type { Loaded } from "core/config/load.ts";
import type { Change } from "core/config/patch.ts";
import { ConfigurationFile, configurationsOf } from "../../test/configuration.ts";
import { settle } from "../../test/fake_clock.ts";
import { LogLines } from "../../test/log_lines.ts";

/** A configuration whose changes come into force when the test says so. */
async function live(yaml = "") {
  const file = new ConfigurationFile(), log = new LogLines();
  const applied: Configuration[] = [], pending: (() => void)[] = [];
  await file.read(yaml);
  const configurations = configurationsOf(file, {
    log: log.log,
    apply: (next) => {
      applied.push(next);
      return new Promise((resolve) => pending.push(resolve));
    },
  });
  const finish = async () => {
    pending.shift()!();
    await settle();
  };
  return { configurations, log, applied, finish };
}

const add = (name: string, values: unknown = {}): Change => ({ type: "addPath", name, values });

Deno.test("configurations: a change is answered as soon as it is applied, the next one waits for its end", async () => {
  const { configurations, applied, finish, log } = await live();
  const answers: string[] = [];
  const change = async (name: string) => {
    const { ok } = await configurations.change(add(name), "a test");
    answers.push(`${name} ${ok}`);
  };
  const all = [change("one"), change("two"), change("two")];
  await settle();
  assert.deepEqual([answers, applied.length], [["one true"], 1]);
  await finish();
  assert.deepEqual([answers, applied.length], [["one true", "two true"], 2]);
  await finish();
  await Promise.all(all);
  assert.deepEqual(answers, ["one true", "two true", "two false"]);
  assert.deepEqual([...applied[1].paths.keys()], ["one", "two"]);
  assert.equal(configurations.state.configuration, applied[1]);
  const line = "INF reloading configuration (a test)";
  assert.deepEqual(log.take(), [line, line]);
});

Deno.test("configurations: what is refused changes nothing", async () => {
  const { configurations, applied, log } = await live("paths:\n  cam:\n");
  const before = configurations.state;
  const refused = await configurations.change(add("cam"), "a test");
  assert.ok(!refused.ok && refused.reason === "exists");
  const problems: Loaded = {
    ok: false,
    warnings: [],
    problems: [{ file: "/m.yml", line: 2, column: 3, key: "api", text: "it is wrong" }],
  };
  await configurations.reload(() => Promise.resolve(problems));
  assert.deepEqual([configurations.state === before, applied], [true, []]);
  assert.deepEqual(log.take(), [
    "ERR the configuration stays as it was: /m.yml:2:3: api: it is wrong",
  ]);
});

Deno.test("configurations: a reload starts from what the last change left", async () => {
  const { configurations, finish } = await live();
  void configurations.change(add("one"), "a test");
  const seen: string[][] = [];
  const reloaded = configurations.reload((previous) => {
    seen.push([...previous.configuration.paths.keys()]);
    return Promise.resolve({
      ok: false,
      warnings: [],
      problems: [
        { file: null, line: null, column: null, key: "", text: "no" },
      ],
    });
  });
  await settle();
  await finish();
  await reloaded;
  assert.deepEqual(seen, [["one"]]);
});

Deno.test("configurations: a change that is to last is handed on, one that is refused is not", async () => {
  const file = new ConfigurationFile(), kept: Change[] = [];
  await file.read("");
  const persist = (change: Change) => void kept.push(change);
  const configurations = configurationsOf(file, { log: new LogLines().log, persist });
  await configurations.change(add("one"), "a test");
  await configurations.change(add("two"), "a test", true);
  await configurations.change(add("two"), "a test", true);
  assert.deepEqual(kept, [add("two")]);
});

Deno.test("configurations: a warning is written once", async () => {
  const { configurations, finish, log } = await live();
  const warned = (values: unknown) =>
    configurations.change({ type: "patchPathDefaults", values }, "a test");
  const lines = () => log.take().filter((line) => !line.startsWith("INF"));
  await warned({ disablePublisherOverride: true });
  assert.equal(lines().length, 1);
  await finish();
  await warned({ maxReaders: 3 });
  assert.deepEqual(lines(), []);
  await finish();
  await configurations.settled();
});
