/** What the configuration costs: importing, loading, looking up, changing. deno task bench config [paths] */
import type { LoadedConfiguration } from "core/config/load.ts";
import type { ConfigurationState } from "core/config/state.ts";

const start = performance.now();
const { loadConfiguration } = await import("core/config/load.ts");
const { matchPath } = await import("core/config/entries/match.ts");
const { applyChange } = await import("core/config/patch.ts");
const { owners } = await import("../config/owners.ts");
const imported = performance.now() - start;

const count = Number(Deno.args[0] ?? 5000);
const shipped = await Deno.readTextFile(new URL("../../mediamtx.yml", import.meta.url));

const many = "paths:\n" + Array.from({ length: count }, (_, i) =>
  `  site${i % 50}/cam${i}:
    source: rtsp://user:password@10.0.${i >> 8}.${i & 255}:554/stream
    sourceOnDemand: yes
    record: true
    recordSegmentDuration: 10m
    maxReaders: 10
`).join("") +
  "  '~^group/(.*)$':\n  all_others:\n";

async function load(yml: string, previous?: ConfigurationState): Promise<LoadedConfiguration> {
  const loaded = await loadConfiguration({
    owners,
    env: {},
    cwd: "/",
    platform: "linux",
    readFile: () => Promise.resolve(new TextEncoder().encode(yml)),
    ...previous && { previous },
  });
  if (!loaded.ok) throw new Error(`Cannot load: ${loaded.problems[0].text}`);
  return loaded;
}

function print(what: string, ms: number): void {
  console.log(`${what.padEnd(44)} ${ms.toFixed(ms < 1 ? 4 : 1).padStart(9)} ms`);
}

/** The median of several runs, after the first one, which is printed as it is. */
async function measure(what: string, runs: number, work: () => unknown): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  print(`${what}, first`, times[0]);
  print(`${what}, then`, times.slice(1).sort((a, b) => a - b)[runs >> 1]);
}

print("import of every declaration and the loader", imported);
await measure("load mediamtx.yml", 9, () => load(shipped));
await measure(`load ${count} paths`, 5, () => load(many));

const { state, configuration } = await load(many);
await measure(
  `reload ${count} paths, one of them changed`,
  5,
  () => load(many.replace("maxReaders: 10", "maxReaders: 11"), state),
);
await measure("change one path of them", 9, () => {
  const change = { type: "patchPath", name: "site0/cam0", values: { maxReaders: 5 } } as const;
  return applyChange(state, change, {
    cwd: "/",
    platform: "linux",
    readFile: () => Promise.resolve(null),
  });
});
const times = 10_000;
for (const name of ["site7/cam7", "group/x", "other/name"]) {
  const begin = performance.now();
  for (let i = 0; i < times; i++) matchPath(configuration, name);
  print(`find the entry of ${name}`, (performance.now() - begin) / times);
}
