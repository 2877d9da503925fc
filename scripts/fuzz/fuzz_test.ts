import assert from "node:assert/strict";
import { failureOf, minimise } from "./finding.ts";
import { harvest } from "./harvest.ts";
import { inputAt, readInput, type Target, writeInput } from "./target.ts";

/** Fails at any input that holds a 7 behind a 9. */
const target: Target = {
  name: "seven behind nine",
  seeds: [[Uint8Array.of(1, 2, 3)], [Uint8Array.of(4, 5), Uint8Array.of(6)]],
  words: ["\x09\x07"],
  run(input) {
    for (const piece of input) {
      const nine = piece.indexOf(9);
      if (nine >= 0 && piece.indexOf(7, nine) >= 0) throw new Error("found");
    }
  },
};

Deno.test("fuzz: even inputs cut each piece of each seed at each byte", () => {
  const cuts = Array.from({ length: 10 }, (_, i) => writeInput(inputAt(target, 1, 2 * i)));
  assert.deepEqual(cuts.slice(0, 9), [
    ...["", "01", "0102", "010203"],
    ...[",06", "04,06", "0405,06", "0405,", "0405,06"],
  ]);
});

Deno.test("fuzz: inputs follow from seed and number alone, and differ", () => {
  const inputs = (seed: number) =>
    Array.from({ length: 200 }, (_, i) => writeInput(inputAt(target, seed, 2 * i + 1)));
  assert.deepEqual(inputs(1), inputs(1));
  const both = new Set([...inputs(1), ...inputs(2)]);
  assert.ok(both.size > 250, `${both.size} different ones of 400`);
  for (const text of both) assert.equal(writeInput(readInput(text)), text);
});

Deno.test("fuzz: seeds are not changed, and no input is without a piece", () => {
  for (let i = 0; i < 2000; i++) assert.ok(inputAt(target, 3, i).length > 0);
  assert.deepEqual(target.seeds.map(writeInput), ["010203", "0405,06"]);
});

Deno.test("fuzz: a fault is found, and made small", async () => {
  for (let i = 0; i < 5000; i++) {
    const input = inputAt(target, 4, i);
    if (!await failureOf(target, input)) continue;
    assert.equal(writeInput(await minimise(target, input)), "0907");
    return;
  }
  assert.fail("nothing was found");
});

Deno.test("fuzz: what tests know of a format is harvested", async () => {
  const { bytes, texts } = await harvest("media/rtp", "media/sdp");
  assert.ok(bytes.length > 100, `${bytes.length} byte arrays`);
  assert.ok(texts.some((text) => text.startsWith("v=0")), "a session description");
});
