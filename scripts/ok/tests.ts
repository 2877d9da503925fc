import { deno, type Options, type Outcome } from "./command.ts";
import { countJunit, type Counts } from "./counts.ts";

/**
 * Runs `deno test` over the given files and options, its output passed on, and counts. Types are
 * not checked: that is a step of its own. An unhandled rejection fails the run in Deno itself.
 */
export async function runTests(args: string[], options: Options): Promise<Counts> {
  const report = await Deno.makeTempFile({ prefix: "mediamtx-tests-", suffix: ".xml" });
  try {
    const outcome = await deno(
      ["test", "-A", "--no-check", "--permit-no-files", `--junit-path=${report}`, ...args],
      options,
    );
    if (outcome.timedOut) console.log(`tests ended: they ran for more than ${options.limit} s`);
    return countTests(outcome, await Deno.readTextFile(report));
  } finally {
    await Deno.remove(report);
  }
}

/** A run that failed has at least one failure: modules that do not load appear in no report. */
export function countTests(outcome: Outcome, report: string): Counts {
  const counts = countJunit(report);
  const sound = outcome.code === 0 && !outcome.timedOut;
  return sound || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}
