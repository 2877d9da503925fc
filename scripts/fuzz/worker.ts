/** A thread that runs targets in turn until it is stopped; the main thread watches that it goes on. */
import { failureOf, type Finding, findingOf, minimise, sameFinding } from "./finding.ts";
import { inputAt, type Target } from "./target.ts";
import { PLACE, type Work } from "./work.ts";

/** The thread's end of the channel to whoever started it. */
const parent = globalThis as unknown as {
  onmessage: (event: MessageEvent<Work>) => void;
  postMessage(finding: Finding): void;
};

/** Milliseconds that a target runs at a time, and that one input may take. */
const TURN = 100, SLOW = 1000;

/** Bytes that a target may keep for good. */
const GROWTH = 32 << 20;

const found: Finding[] = [];

function report(finding: Finding): void {
  if (found.some((known) => sameFinding(known, finding))) return;
  found.push(finding);
  parent.postMessage(finding);
}

async function runOne(target: Target, seed: number, index: number): Promise<void> {
  const input = inputAt(target, seed, index), start = performance.now();
  const failure = await failureOf(target, input);
  const took = performance.now() - start;
  if (failure) {
    const { what, details } = failure, finding = findingOf(target, index, input, what, details);
    if (found.some((known) => sameFinding(known, finding))) return;
    report(findingOf(target, index, await minimise(target, input), what, details));
  } else if (took > SLOW) await confirmSlow(target, index, seed);
}

/** The machine may have been busy: it must be slow twice. */
async function confirmSlow(target: Target, index: number, seed: number): Promise<void> {
  const input = inputAt(target, seed, index), start = performance.now();
  await failureOf(target, input);
  if (performance.now() - start > SLOW) {
    report(findingOf(target, index, input, "takes more than a second"));
  }
}

/** Bytes in use; buffers are given back by the collection after the one that finds them unused. */
function inUse(): number {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  gc?.();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** One target's turn. */
async function turn(target: Target, at: number, { seed }: Work, place: Int32Array): Promise<void> {
  const end = performance.now() + TURN;
  do {
    const index = place[PLACE.next + at]++;
    place[PLACE.target] = at;
    place[PLACE.index] = index;
    Atomics.add(place, PLACE.runs, 1);
    await runOne(target, seed, index);
  } while (performance.now() < end);
}

async function run(work: Work): Promise<never> {
  const { targets } = await import("./targets/mod.ts");
  const place = new Int32Array(work.shared), grown = new Map<Target, number>();
  for (let round = 0;; round++) {
    for (const [at, target] of targets.entries()) {
      if (work.only !== undefined && target.name !== work.only) continue;
      const before = inUse();
      await turn(target, at, work, place);
      const growth = (grown.get(target) ?? 0) + (round === 0 ? 0 : inUse() - before);
      grown.set(target, growth);
      if (growth > GROWTH) {
        const index = place[PLACE.next + at] - 1;
        report(findingOf(target, index, [], `keeps over ${GROWTH >> 20} MB when its work is done`));
      }
    }
    // Lets messages out.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

parent.onmessage = ({ data }) => void run(data);
