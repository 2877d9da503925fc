/** How many tests ended which way. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };
export const ONE_FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** The line CI reads: `12 passed, 0 failed`, with `, 1 skipped` where something was. */
export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed` + (skipped > 0 ? `, ${skipped} skipped` : "");
}

/**
 * Counts the test cases of a JUnit report as Deno writes it. Steps count like tests, so that a
 * table of cases is as visible as the cases written one by one.
 */
export function countJunit(xml: string): Counts {
  let counts = NONE;
  for (const match of xml.matchAll(/<testcase\b[^>]*?(\/>|>([\s\S]*?)<\/testcase>)/g)) {
    counts = add(counts, countCase(match[2] ?? ""));
  }
  return counts;
}

function countCase(body: string): Counts {
  if (/<(failure|error)\b/.test(body)) return ONE_FAILED;
  if (/<skipped\b/.test(body)) return { passed: 0, failed: 0, skipped: 1 };
  return { passed: 1, failed: 0, skipped: 0 };
}
