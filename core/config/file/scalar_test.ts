import assert from "node:assert/strict";
import { resolvePlain } from "core/config/file/scalar.ts";

const cases: [string[], unknown][] = [
  [["yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"], true],
  [["no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"], false],
  [["", "~", "null", "Null", "NULL"], null],
  [["10", "+10", "1_0", "0xA", "0o12", "0b1010", "1e1", "10.0", "1.0E+1"], 10],
  [["-1"], -1],
  [["4.1"], 4.1],
  [[".5"], 0.5],
];

const texts = [
  "y",
  "n",
  "Y",
  "yEs",
  "oN",
  "tRUE",
  "0123",
  "00",
  "1:30",
  "10s",
  "1.2.3",
  "-",
  ".",
  "1e",
  ".inf",
  ".nan",
  "2026-01-31",
  "0x",
  "text",
];

Deno.test("unquoted scalars mean what the contract says", () => {
  for (const [written, value] of cases) {
    for (const text of written) assert.equal(resolvePlain(text), value, text);
  }
  for (const text of texts) assert.equal(resolvePlain(text), text, text);
});
