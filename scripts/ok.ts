/**
 * Everything that must hold before a commit, in steps that all run even when one fails:
 * `--interop=none|subset|full` adds the tests with real clients, `--only=STEP` runs one step.
 * The last line counts tests; a failed step that is no test counts as one failure.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installDebianClients } from "./clients/debian.ts";
import { installFfmpeg9 } from "./clients/ffmpeg9.ts";
import { budgets } from "./ok/budgets.ts";
import { deno } from "./ok/command.ts";
import { add, type Counts, NONE, ONE_FAILED, summary } from "./ok/counts.ts";
import { runTests } from "./ok/tests.ts";

/** The least and the most the interop tests do; they read it from the environment. */
const INTEROP = ["none", "subset", "full"] as const;
/** Seconds: together with the other steps well below CI's 15 minutes; the full table may take its time. */
const LIMITS = { none: 0, subset: 480, full: 7200 };

type Interop = typeof INTEROP[number];
type Step = [name: string, run: () => Promise<Counts>];

const root = fileURLToPath(new URL("../", import.meta.url)).slice(0, -1);

function steps(interop: Interop): Step[] {
  const always: Step[] = [
    ["format", () => check(["fmt", "--check"])],
    ["lint", () => check(["lint", "--quiet"])],
    ["types", () => check(["check", "--frozen", "--quiet", "."])],
    ["budgets", checkBudgets],
    ["tests", () => runTests(["--ignore=test/interop"], { limit: 360 })],
  ];
  return interop === "none" ? always : [...always, ["interop", () => withClients(interop)]];
}

async function check(args: string[]): Promise<Counts> {
  const { code } = await deno(args);
  return code === 0 ? NONE : ONE_FAILED;
}

async function checkBudgets(): Promise<Counts> {
  const { notes, warnings, refusals } = await budgets(root);
  console.log(notes.join(", "));
  for (const warning of warnings) console.log(`warning: ${warning}`);
  for (const refusal of refusals) console.log(`refused: ${refusal}`);
  return refusals.length === 0 ? NONE : ONE_FAILED;
}

async function withClients(interop: Interop): Promise<Counts> {
  await installDebianClients();
  // Clients mostly wait: two files at a time. The full table wants the machine for itself.
  const parallel = interop === "subset" ? ["--parallel"] : [];
  const env = { INTEROP: interop, FFMPEG9: await installFfmpeg9(), DENO_JOBS: "2" };
  return runTests([...parallel, "test/interop"], { limit: LIMITS[interop], env });
}

async function timed([name, run]: Step): Promise<Counts> {
  const begin = performance.now();
  console.log(`── ${name}`);
  const counts = await run().catch((error: Error) => {
    console.log(error.message);
    return ONE_FAILED;
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`── ${name}: ${counts.failed === 0 ? "ok" : "FAILED"} (${seconds} s)`);
  return counts;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: { interop: { type: "string", default: "none" }, only: { type: "string" } },
  });
  const interop = INTEROP.find((name) => name === values.interop);
  if (interop === undefined) throw new Error(`--interop is one of ${INTEROP.join(", ")}`);
  const chosen = steps(interop).filter(([name]) =>
    values.only === undefined || name === values.only
  );
  if (chosen.length === 0) throw new Error(`no step is called '${values.only}'`);
  Deno.chdir(root);
  let total = NONE;
  for (const step of chosen) total = add(total, await timed(step));
  console.log(`\n${summary(total)}`);
  Deno.exit(total.failed === 0 ? 0 : 1);
}

await main();
