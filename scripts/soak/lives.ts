import type { Child } from "../../test/process/child.ts";
import type { Random } from "../fuzz/random.ts";
import type { Stage } from "./stage.ts";
import type { Role } from "./troupe.ts";

/** Milliseconds; no client lives longer than the last. */
const SECOND = 1000, FROZEN_MOST = 30 * SECOND, FAREWELL = 5 * SECOND, DAY = 86_400 * SECOND;

/** How lives end: asked to, killed, or killed some time after they have stood still. */
const FATES = ["SIGINT", "SIGKILL", "SIGSTOP"] as const;

/** Milliseconds that a client lives, and that it is away until it comes again, on average. */
export interface Pace {
  readonly life: number;
  readonly absence: number;
}

/** Resolves after so many milliseconds, or when it is over. */
export function pause(ms: number, over: AbortSignal): Promise<void> {
  if (over.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      over.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    over.addEventListener("abort", done);
  });
}

/** What all lives of a run have in common. */
export interface Run {
  readonly stage: Stage;
  readonly random: Random;
  readonly over: AbortSignal;
  /** Counts what happens, by name. */
  count(what: string): void;
  /** Notes what the server must not do. */
  fault(what: string): void;
}

/** One client after the other in that role, until it is over. */
export async function lives(role: Role, { life, absence }: Pace, run: Run): Promise<void> {
  const { random, over, count } = run;
  await pause(random.below(absence), over);
  while (!over.aborted) {
    count(role.name);
    await live(role, life / 2 + random.below(life), run);
    await pause(random.below(2 * absence), over);
  }
}

/** Until it ends by itself, or is ended after so many milliseconds. */
async function live({ start }: Role, life: number, { stage, random, over }: Run): Promise<void> {
  await using child = await start(stage);
  const ended = child.end(DAY);
  await Promise.race([ended, pause(life, over)]);
  if (child.running) await Promise.race([ended, meetFate(child, random, over)]);
}

async function meetFate(child: Child, random: Random, over: AbortSignal): Promise<void> {
  const fate = random.pick(FATES);
  child.kill(fate);
  if (fate === "SIGSTOP") {
    await pause(random.below(FROZEN_MOST), over);
    child.kill("SIGCONT");
  }
  await pause(FAREWELL, over);
}
