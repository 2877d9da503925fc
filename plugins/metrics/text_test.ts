import assert from "node:assert/strict";
import { formatLabels, formatMetric, formatNumber } from "./text.ts";

const numbers: readonly (readonly [number, string])[] = [
  [0, "0"],
  [-0, "0"],
  [17, "17"],
  [Number.MAX_SAFE_INTEGER, "9007199254740991"],
  [0.1, "0.1"],
  [-2.5, "-2.5"],
  [1.5e-7, "0.00000015"],
  [-1e-7, "-0.0000001"],
  [1e21, "1000000000000000000000"],
  [-1.25e22, "-12500000000000000000000"],
  [NaN, "NaN"],
  [Infinity, "+Inf"],
  [-Infinity, "-Inf"],
];

Deno.test("metrics: numbers have no exponent and read back as the same", () => {
  for (const [value, text] of numbers) {
    assert.equal(formatNumber(value), text);
    if (Number.isFinite(value)) assert.equal(Number(text), value + 0);
  }
});

Deno.test("metrics: labels stand in braces, which nothing has no need of", () => {
  assert.equal(formatLabels({}), "");
  assert.equal(formatLabels({ id: "1", state: "read" }), '{id="1",state="read"}');
});

Deno.test("metrics: what plugins give is sorted and escaped", () => {
  const labels = { b: 'say "hi"\n', a: "C:\\" };
  assert.equal(
    formatMetric({ name: "x_total", labels, value: 2 }),
    'x_total{a="C:\\\\",b="say \\"hi\\"\\n"} 2\n',
  );
});
