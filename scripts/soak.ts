/**
 * The real server for as long as asked, with clients of all protocols that come, go, are killed and stand still, with
 * strangers, changes by the API and reloads. What it has kept when all have left, memory that grows, and faults in its
 * log are complaints: it ends with 1 where there is one. Linux only: it reads /proc.
 * usage: deno task soak [MINUTES] [--seed N] [--log FILE]
 */
import { parseArgs } from "node:util";
import { installFfmpeg9 } from "./clients/ffmpeg9.ts";
import { Random } from "./fuzz/random.ts";
import { changePaths, reload } from "./soak/changes.ts";
import { watch } from "./soak/hls_viewer.ts";
import { lives, pause, type Run } from "./soak/lives.ts";
import { descriptorKinds, faults, type Sample, takeSample } from "./soak/sampling.ts";
import { Stage } from "./soak/stage.ts";
import { strangers } from "./soak/strangers.ts";
import { PUBLISHERS, READERS } from "./soak/troupe.ts";
import { complaints, type Course, heading, line, table } from "./soak/verdict.ts";

/** Milliseconds between samples, and that the server may take to forget everybody. */
const INTERVAL = 10_000, FORGETTING = 60_000;
/** Every so many samples the heap is measured behind a collection. */
const COLLECT = 6;
const PUBLISHER_PACE = { life: 90_000, absence: 2000 };
const READER_PACE = { life: 15_000, absence: 5000 };

const never = new AbortController().signal;

function assertRuns({ server: { child } }: Stage): void {
  if (!child.running) throw new Error(`the server has ended\n${child}`);
}

/** Samples until it is over. */
async function observe(stage: Stage, first: Sample, over: AbortSignal): Promise<Sample[]> {
  const samples: Sample[] = [], begin = performance.now();
  console.log(heading(first));
  for (let n = 1; !over.aborted; n++) {
    await pause(begin + n * INTERVAL - performance.now(), over);
    if (over.aborted) break;
    assertRuns(stage);
    const at = Math.round((performance.now() - begin) / 1000);
    const sample = await takeSample(stage, at, n % COLLECT === 0);
    console.log(line(sample, samples.at(-1) ?? first));
    samples.push(sample);
  }
  return samples;
}

/** The last sample: of a server that nobody needs any more, or that has not noticed it for a minute. */
async function settle(stage: Stage, at: number): Promise<Sample> {
  await stage.reset();
  for (const end = performance.now() + FORGETTING;;) {
    await pause(INTERVAL / 2, never);
    const sample = await takeSample(stage, at, true);
    const idle = Object.values(sample.sessions).every((count) => count === 0);
    if (idle || performance.now() > end) {
      await pause(INTERVAL, never);
      return await takeSample(stage, at, true);
    }
  }
}

async function perform(stage: Stage, random: Random, minutes: number): Promise<string[]> {
  const controller = new AbortController(), over = controller.signal;
  const counts = new Map<string, number>(), noted: string[] = [];
  const run: Run = {
    ...{ stage, random, over },
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    fault: (what) => noted.push(what),
  };
  const first = await takeSample(stage, 0, true), kinds = descriptorKinds(stage);
  const parts = [
    ...PUBLISHERS.map((role) => lives(role, PUBLISHER_PACE, run)),
    ...READERS.map((role) => lives(role, READER_PACE, run)),
    ...[watch(run), watch(run), strangers(run), strangers(run), changePaths(run), reload(run)],
  ].map((part) => part.catch((error: Error) => run.fault(error.message)));
  const observed = observe(stage, first, over);
  await pause(60_000 * minutes, never);
  controller.abort();
  const samples = await observed;
  await Promise.all(parts);
  assertRuns(stage);
  const last = await settle(stage, 60 * minutes);
  const course: Course = { first, samples, last };
  console.log(`\n${[...counts].map(([name, count]) => `${name} ${count}`).join(", ")}`);
  for (const [kind, count] of descriptorKinds(stage)) {
    if (count > (kinds.get(kind) ?? 0)) {
      console.log(`${count - (kinds.get(kind) ?? 0)} more descriptors: ${kind}`);
    }
  }
  console.log(`\n${table(course)}\n`);
  return [...complaints(course), ...noted];
}

/** Ends the server as Ctrl-C does. */
async function finish(stage: Stage): Promise<string[]> {
  // Deno does not end while its memory is looked at.
  stage.heap[Symbol.dispose]();
  stage.server.child.kill("SIGINT");
  const { code } = await stage.server.child.end();
  const wrong = code === 0 ? [] : [`it ended with code ${code}`];
  return [...wrong, ...faults(stage)];
}

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: { seed: { type: "string" }, log: { type: "string" } },
});
const minutes = Number(positionals[0] ?? 10), seed = Number(values.seed ?? Date.now() % 1e6);
Deno.env.set("FFMPEG9", await installFfmpeg9());
let wrong: string[];
{
  await using stage = await Stage.open();
  console.log(`${minutes} minutes, seed ${seed}, process ${stage.server.child.pid}`);
  wrong = [...await perform(stage, new Random(seed), minutes), ...await finish(stage)];
  if (values.log) await Deno.writeTextFile(values.log, stage.server.child.out.join("\n") + "\n");
}
for (const [sentence, { length }] of Map.groupBy(wrong, (sentence) => sentence)) {
  console.log(length > 1 ? `${sentence} (${length} times)` : sentence);
}
console.log(wrong.length === 0 ? "nothing is left, nothing grows" : `${wrong.length} complaints`);
Deno.exit(wrong.length === 0 ? 0 : 1);
