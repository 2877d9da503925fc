import assert from "node:assert/strict";
import { parseInTurns } from "./pieces.ts";
import { parseYaml } from "./yaml.ts";

const entry = (i: number) =>
  `  site/cam${i}: # ${i}\n    source: "rtsp://a:b@10.0.0.1/x"\n    sourceOnDemand: yes\n`;
const many = Array.from({ length: 600 }, (_, i) => entry(i)).join("");
const quoted =
  "  '~^a/(.*)$':\n    runOnReady: |\n      echo a\n\n      echo b\n\n# note\n  last:\n";

/** Large texts; those that cannot be divided are parsed as a whole. */
const texts: Readonly<Record<string, string>> = {
  "entries alone": `paths:\n${many}`,
  "with more before and behind": `logLevel: debug\npaths: # all\n\n${many}${quoted}\nrtsp: no\n`,
  "without an end of the last line": `paths:\n${many}  x: {a: 1,\n    b: 2}`,
  "with the ends of lines of Windows": `api: yes\npaths:\n${many}rtsp: no\n`.replaceAll(
    "\n",
    "\r\n",
  ),
  "other indents": `paths:\n${many.replace(/^( +)/gm, "$1$1")}`,
  "anchors": `paths:\n  a: &a {source: publisher}\n${many}  b: *a\n`,
  "a name that is there twice": `paths:\n${many}${entry(3)}`,
  "two sections": `paths:\n${many}paths:\n${many}`,
  "an entry that is out of place": `paths:\n${many} x:\n    source: y\n${many}`,
  "an error": `paths:\n${many}  x: "a\n${many}`,
  "text over several lines": `paths:\n${many}  x:\n    source: "a\n      b: c\n\n     d"\n${many}`,
  "a list": `paths:\n${many.replaceAll(/^ {2}(?=\S)/gm, "  - ")}`,
  "several documents": `paths:\n${many}---\npaths:\n${many}`,
  "no entries": `# ${"x".repeat(20_000)}\npaths:\n`,
  "no paths": `# ${"x".repeat(20_000)}\napi: yes\n`,
};

for (const [what, text] of Object.entries(texts)) {
  Deno.test(`pieces: ${what} mean the same as the whole`, async () => {
    const whole = parseYaml(text), pieces = await parseInTurns(text);
    assert.deepEqual(pieces.value, whole.value);
    assert.deepEqual(pieces.problems, whole.problems);
    const place = ["paths", "site/cam599", "source"];
    assert.deepEqual(pieces.locate(place, "value"), whole.locate(place, "value"));
  });
}

Deno.test("pieces: a large text lets others have their turns", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await parseInTurns("paths:\n" + Array.from({ length: 3000 }, (_, i) => entry(i)).join(""));
  clearInterval(timer);
  assert.ok(turns > 5, `${turns} turns`);
});
