import assert from "node:assert/strict";
import { parseChallenges } from "./challenge.ts";

const cases: [string[], [string, Record<string, string>][]][] = [
  [['Basic realm="ipcam"'], [["basic", { realm: "ipcam" }]]],
  [["Basic"], [["basic", {}]]],
  [
    ['Digest realm="a, b", nonce="x=1", algorithm=MD5, stale=FALSE'],
    [["digest", { realm: "a, b", nonce: "x=1", algorithm: "MD5", stale: "FALSE" }]],
  ],
  [
    ['DIGEST Realm = "r",nonce="n", qop="auth,auth-int"', 'basic realm="r"'],
    [["digest", { realm: "r", nonce: "n", qop: "auth,auth-int" }], ["basic", { realm: "r" }]],
  ],
  [
    ['Digest realm="basic x, digest y", nonce="n", Basic realm="z"'],
    [["digest", { realm: "basic x, digest y", nonce: "n" }], ["basic", { realm: "z" }]],
  ],
  [['Basic realm="a", realm="b"'], [["basic", { realm: "a" }]]],
  [['Digest realm="never closed, nonce=n'], [["digest", { realm: '"never', nonce: "n" }]]],
  [["Negotiate", "", "x Basic"], []],
  [[], []],
];

Deno.test("challenges are read as servers write them", () => {
  for (const [values, expected] of cases) {
    const found = parseChallenges(values).map((
      { scheme, parameters },
    ) => [scheme, Object.fromEntries(parameters)]);
    assert.deepEqual(found, expected, values.join(" | "));
  }
});

Deno.test("cut off anywhere, they are read as far as they go", () => {
  for (const [values] of cases) {
    for (const value of values) {
      for (let length = 0; length <= value.length; length++) {
        for (const { scheme } of parseChallenges([value.slice(0, length)])) {
          assert.match(scheme, /^(basic|digest)$/);
        }
      }
    }
  }
});
