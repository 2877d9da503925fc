/**
 * Feeds everything that takes bytes from others with cut and damaged ones, as long as asked: a throw, more than a
 * second for one input, or memory that is kept is a finding. Ends with 1 where there was one.
 * usage: deno task fuzz [SECONDS] [--seed N] [--target NAME] [--at NUMBER | --input HEX,HEX…]
 */
import { parseArgs } from "node:util";
import {
  describeFinding,
  failureOf,
  type Finding,
  findingOf,
  sameFinding,
} from "./fuzz/finding.ts";
import { Random } from "./fuzz/random.ts";
import { inputAt, readInput, type Target } from "./fuzz/target.ts";
import { targets } from "./fuzz/targets/mod.ts";
import { PLACE, type Work } from "./fuzz/work.ts";

/** Milliseconds between two looks at the thread, and after which one that stands still hangs. */
const LOOK = 250, HANGING = 3000;

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    seed: { type: "string" },
    target: { type: "string" },
    at: { type: "string" },
    input: { type: "string" },
  },
});
const seconds = Number(positionals[0] ?? 60);
const seed = Number(values.seed ?? new Random(Date.now()).next());

/** One input, whose failure is shown whole. */
async function again(target: Target): Promise<boolean> {
  const input = values.input === undefined
    ? inputAt(target, seed, Number(values.at))
    : readInput(values.input);
  const failure = await failureOf(target, input);
  if (!failure) console.log(`${target.name} takes it`);
  else {console.log(
      describeFinding(findingOf(target, 0, input, failure.what, failure.details), seed),
    );}
  return failure === undefined;
}

/** Threads, one after the other where one hangs, until the time is over. */
async function fuzz(): Promise<boolean> {
  const shared = new SharedArrayBuffer(4 * (PLACE.next + targets.length));
  const place = new Int32Array(shared), findings: Finding[] = [];
  const tell = (finding: Finding) => {
    if (findings.some((known) => sameFinding(known, finding))) return;
    findings.push(finding);
    console.log(describeFinding(finding, seed));
  };
  let worker = start({ seed, shared, only: values.target }, tell);
  const end = performance.now() + 1000 * seconds;
  let runs = -1, since = performance.now();
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    const now = performance.now();
    if (place[PLACE.runs] !== runs) {
      runs = place[PLACE.runs], since = now;
    } else if (runs > 0 && now - since > HANGING) {
      worker.terminate();
      const target = targets[place[PLACE.target]], index = place[PLACE.index];
      tell(findingOf(target, index, inputAt(target, seed, index), "does not end"));
      worker = start({ seed, shared, only: values.target }, tell);
      since = now;
    }
  }
  worker.terminate();
  const chosen = targets.filter(({ name }) =>
    values.target === undefined || name === values.target
  );
  console.log(
    `seed ${seed}: ${
      place[PLACE.runs]
    } inputs to ${chosen.length} targets, ${findings.length} findings`,
  );
  return findings.length === 0;
}

function start(work: Work, found: (finding: Finding) => void): Worker {
  const worker = new Worker(new URL("./fuzz/worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<Finding>) => found(data);
  worker.onerror = (event) => {
    console.log(`the thread ended: ${event.message}`);
    Deno.exit(1);
  };
  worker.postMessage(work);
  return worker;
}

const target = targets.find(({ name }) => name === values.target);
if (values.target !== undefined && !target) {
  console.log(`--target is one of:\n${targets.map(({ name }) => `  ${name}`).join("\n")}`);
  Deno.exit(1);
}
const single = target && (values.at !== undefined || values.input !== undefined);
const fine = single ? await again(target) : await fuzz();
Deno.exit(fine ? 0 : 1);
