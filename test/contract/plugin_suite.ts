import assert from "node:assert/strict";
import type { Plugin } from "core/plugin.ts";
import { CLIPS, tracksOf } from "../streams/clips.ts";
import { party } from "../paths.ts";
import { type Holdings, World } from "./world.ts";

/** One plugin under test. */
export interface PluginCase {
  readonly plugin: Plugin;
  /** All plugins: whose parameters the configuration may hold. */
  readonly known: readonly Plugin[];
  /** What every configuration begins with: the others are off. */
  readonly others: string;
  /** Switches it on, at ports of its own; and off. */
  readonly on: string;
  readonly off: string;
  /** Entries of `paths` that switch it on. */
  readonly paths?: string;
  /** Does what its clients do; leaves nothing open. */
  readonly exercise?: () => Promise<void>;
  /** Hooks that its clients make it call. */
  readonly notifies?: readonly typeof NOTICES[number][];
  /** A client that comes, and stays until `undo`. */
  readonly linger?: () => Promise<{ undo(): Promise<void> }>;
}

/** Everybody may do everything here, also on a path; and parameters that no plugin reads: they make up a change for nobody. */
const AROUND = `
authInternalUsers:
- user: any
  permissions: [{action: publish}, {action: read}, {action: api}, {action: metrics}, {action: pprof}]
paths:
  contract:
`;
const FOREIGN = "sysLogPrefix: another\nlogStructured: yes\n";

/** Registers the tests that every plugin must pass. */
export function testPlugin(test: PluginCase): void {
  const { plugin } = test, { name, setup } = plugin;
  const options = { sanitizeOps: true, sanitizeResources: true };
  const register = (what: string, fn: (test: PluginCase) => Promise<void>) =>
    Deno.test({ ...options, name: `plugin ${name}: ${what}`, fn: () => fn(test) });
  if (plugin.enabled) register("switched off it does nothing at all", staysOff);
  if (!setup) return register("not in the build, it says so in one line", saysThatItIsAbsent);
  // What is loaded once stays for good: compared is only what comes after a first run.
  Deno.test(`plugin ${name}: it starts, is used and stops without a fault`, () => runs(test));
  register("start, stop, start leaves descriptors, timers and listeners as they were", startsAgain);
  register("a reload without a change of its own calls nothing of it", ignoresOthers);
  register("a hook that throws is named and harms nothing", survivesHooks);
  if (plugin.enabled) {
    register("switched off at a reload it is gone, switched on again it is back", isSwitched);
  }
  if (test.linger) register("its clients are told to go when it stops", dismisses);
}

/** The texts of its configuration: switched on, the same with a change for others, and switched off. */
const withIt = ({ others, on, paths = "" }: PluginCase) => others + on + AROUND + paths;
const withChange = (test: PluginCase) => FOREIGN + withIt(test);
const withoutIt = ({ others, off }: PluginCase) => others + off + AROUND;

const running = (test: PluginCase) => World.of([test.plugin], test.known, withIt(test));

async function staysOff(test: PluginCase): Promise<void> {
  const world = await World.of([test.plugin], test.known, withoutIt(test));
  const before = world.holdings();
  await world.start();
  assert.deepEqual(world.holdings(), before);
  await world.stop();
  assert.deepEqual(world.log.take(), []);
}

async function saysThatItIsAbsent(test: PluginCase): Promise<void> {
  const world = await running(test), before = world.holdings();
  await world.start();
  await world.reload(withChange(test));
  assert.deepEqual(world.holdings(), before);
  await world.stop();
  const { title, name } = test.plugin;
  assert.deepEqual(world.log.lines.filter((line) => line.startsWith("WAR")), [
    `WAR [${title ?? name}] is switched on but not in this build`,
  ]);
}

async function runs(test: PluginCase): Promise<void> {
  const world = await running(test);
  await world.start();
  await test.exercise?.();
  await world.stop();
  assert.deepEqual(faults(world), []);
}

async function startsAgain(test: PluginCase): Promise<void> {
  let first: Holdings | undefined;
  for (let round = 0; round < 3; round++) {
    const world = await running(test), before = world.holdings();
    await world.start();
    const started = world.holdings();
    assert.deepEqual(started, first ??= started);
    await test.exercise?.();
    await world.stop();
    assert.deepEqual(world.holdings(), before);
    assert.deepEqual(faults(world), []);
  }
}

async function ignoresOthers(test: PluginCase): Promise<void> {
  const called: string[] = [], watched = { ...test, plugin: watch(test.plugin, called) };
  const world = await running(watched);
  await world.start();
  const before = world.holdings();
  called.length = 0, world.log.take();
  await world.reload(withChange(test));
  assert.deepEqual([called, world.log.take()], [[], []]);
  assert.deepEqual(world.holdings(), before);
  await test.exercise?.();
  await world.stop();
  assert.ok(called.includes("stopped"));
}

/** The plugin, with everything that core calls of it told. */
function watch(plugin: Plugin, called: string[]): Plugin {
  return {
    ...plugin,
    setup(context) {
      called.push("started");
      context.defer(() => void called.push("stopped"));
      return plugin.setup!(
        {
          ...context,
          // A copy would freeze the getter's value.
          get config() {
            return context.config;
          },
          listen: (open) =>
            context.listen((lifetime) => {
              called.push("listens");
              lifetime.defer(() => void called.push("is deaf"));
              return open(lifetime);
            }),
          onChange: (handle) =>
            context.onChange((config) => {
              called.push("changed");
              handle(config);
            }),
        } as typeof context,
      );
    },
  };
}

/** The notices that core itself gives in the life of a path. */
const OF_CORE = [
  "configChange",
  "pathCreated",
  "pathRemoved",
  "available",
  "unavailable",
  "online",
  "offline",
  "readerAdded",
  "readerRemoved",
] as const;
const NOTICES = [...OF_CORE, "connOpened", "connClosed"] as const;

async function survivesHooks(test: PluginCase): Promise<void> {
  const world = await running(test);
  for (const hook of NOTICES) {
    world.hooks.on("saboteur", hook, () => {
      throw new Error("sabotage");
    });
  }
  await world.start();
  await test.exercise?.();
  await useThePath(world);
  await world.reload(withChange(test));
  await world.stop();
  const named = faults(world).map((line) =>
    /^ERR plugin saboteur, hook (\w+): sabotage$/.exec(line)
  );
  assert.ok(named.every((match) => match !== null), faults(world).join("\n"));
  const hooks = new Set(named.map((match) => match![1]));
  for (const hook of [...OF_CORE, ...test.notifies ?? []]) assert.ok(hooks.has(hook), hook);
}

/** A publisher and a reader come and go. */
async function useThePath({ paths, log: { log } }: World): Promise<void> {
  const access = (action: "publish" | "read") =>
    paths.authorize({
      ...{ action, path: "contract", query: "", protocol: "test", id: null, ip: "127.0.0.1" },
      credentials: { user: "", password: "", token: "" },
      userAgent: "",
      log,
    });
  const tracks = tracksOf([CLIPS.h264], true);
  const publication = paths.publish(await access("publish"), party("publisher"), tracks);
  const reading = await paths.read(await access("read"), party("reader"));
  assert.equal(reading.stream, publication.stream);
  publication.close();
}

async function isSwitched(test: PluginCase): Promise<void> {
  const world = await running(test), before = world.holdings();
  await world.start();
  const started = world.holdings();
  await world.reload(withoutIt(test));
  assert.deepEqual(world.holdings(), before);
  await world.reload(withIt(test));
  assert.deepEqual(world.holdings(), started);
  await test.exercise?.();
  await world.stop();
  assert.deepEqual([world.holdings(), faults(world)], [before, []]);
}

async function dismisses(test: PluginCase): Promise<void> {
  const world = await running(test), before = world.holdings();
  await world.start();
  const client = await test.linger!();
  await world.stop();
  await client.undo();
  assert.deepEqual([world.holdings(), faults(world)], [before, []]);
}

const faults = ({ log }: World) => log.lines.filter((line) => /^(ERR|WAR)/.test(line));
