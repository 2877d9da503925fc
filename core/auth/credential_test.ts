import assert from "node:assert/strict";
import { storedCredential } from "./credential.ts";

// SHA-256 of "test" (FIPS 180-4), as base64.
const TEST = "sha256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";

const cases: [string, string, boolean][] = [
  ["secret", "secret", true],
  ["secret", "Secret", false],
  ["secret", "secre", false],
  ["secret", "secret1", false],
  ["secret", "", false],
  ["", "", true],
  ["", "x", false],
  ["Sha256:x", "Sha256:x", true],
  [TEST, "test", true],
  [TEST, "test ", false],
  [TEST, TEST, false],
  [TEST, "", false],
  ["sha256:", "", false],
  ["sha256:AAAA", "x", false],
  ["argon2:HASH", "HASH right", true],
  ["argon2:HASH", "HASH", false],
];

for (const [stored, given, expected] of cases) {
  Deno.test(`credential: '${stored}' ${expected ? "matches" : "does not match"} '${given}'`, async () => {
    const argon2 = (hash: string, value: string) => Promise.resolve(value === `${hash} right`);
    assert.equal(await storedCredential(stored, argon2).matches(given), expected);
  });
}

Deno.test("credential: only plain text can be had back", () => {
  const plain = ["x", TEST, "argon2:$argon2id$"].map((text) =>
    storedCredential(text, () => Promise.resolve(false)).plain
  );
  assert.deepEqual(plain, ["x", undefined, undefined]);
});
