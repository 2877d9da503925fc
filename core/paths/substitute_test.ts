import assert from "node:assert/strict";
import { substitute } from "core/paths/substitute.ts";

const TWELVE = Array.from({ length: 12 }, (_, i) => `g${i + 1}`);

const cases: readonly (readonly [text: string, groups: readonly string[], result: string])[] = [
  ["rtsp://host/$G1/$G2", ["a", "b"], "rtsp://host/a/b"],
  ["$G2$G1$G1", ["a", "b"], "baa"],
  ["$G12 $G1", TWELVE, "g12 g1"],
  ["$G12", ["a"], "a2"],
  ["$G3", ["a", "b"], "$G3"],
  ["$G1", [""], ""],
  ["$G1", ["$G2", "$&"], "$G2"],
  ["$NAME/$G1", ["x"], "cam/x"],
  ["$OTHER?$LONGER", [], "$NAME$&?longer"],
  ["$NAMEx ${NAME}", [], "camx ${NAME}"],
  ["nothing", ["a"], "nothing"],
];
const VARIABLES = { NAME: "cam", OTHER: "$NAME$&", LONG: "long", LONGER: "longer" };

for (const [text, groups, result] of cases) {
  Deno.test(`substitute: ${text} with ${groups.length} groups`, () => {
    assert.equal(substitute(text, groups, VARIABLES), result);
  });
}
