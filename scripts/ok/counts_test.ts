import assert from "node:assert/strict";
import { add, countJunit, NONE, summary } from "./counts.ts";
import { countTests } from "./tests.ts";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="6" failures="2" errors="1" time="0.017">
    <testsuite name="./a_test.ts" tests="6" disabled="1" errors="1" failures="2">
        <testcase name="plain" classname="./a_test.ts" time="0.004" line="2" col="6">
        </testcase>
        <testcase name="short" classname="./a_test.ts" time="0.004"/>
        <testcase name="ignored" classname="./a_test.ts" time="0.000" line="3" col="11">
            <skipped/>
        </testcase>
        <testcase name="says &lt;failure" classname="./a_test.ts" time="0.006" line="4" col="6">
            <failure message="Uncaught Error: x">Error: &lt;/testcase&gt;
    at file:///a_test.ts:4:27</failure>
        </testcase>
        <testcase name="cancelled" classname="./a_test.ts" time="0.000" line="5" col="6">
            <error message="Cancelled"/>
        </testcase>
        <testcase name="plain &gt; step" classname="./a_test.ts" time="0.000" line="2" col="187">
            <failure message="Uncaught 1">1</failure>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("counts: a report of the runner", () => {
  assert.deepEqual(countJunit(REPORT), { passed: 2, failed: 3, skipped: 1 });
  assert.deepEqual(countJunit("<testsuites></testsuites>"), NONE);
});

Deno.test("counts: the closing line", () => {
  const one = { passed: 1, failed: 2, skipped: 0 };
  assert.equal(summary(one), "1 passed, 2 failed");
  assert.equal(
    summary(add(one, { passed: 0, failed: 0, skipped: 3 })),
    "1 passed, 2 failed, 3 skipped",
  );
});

Deno.test("counts: a runner that fails or never ends is a failure even where no test says so", () => {
  const passed = '<testcase name="a"/>';
  const ended = { code: 0, timedOut: false, stdout: "" };
  assert.deepEqual(countTests(ended, passed), { passed: 1, failed: 0, skipped: 0 });
  assert.deepEqual(countTests({ ...ended, code: 1 }, passed), { passed: 1, failed: 1, skipped: 0 });
  assert.deepEqual(countTests({ ...ended, code: 1 }, ""), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(countTests({ ...ended, timedOut: true }, passed).failed, 1);
});
