import assert from "node:assert/strict";
import { nearest } from "core/config/check/nearest.ts";

const names = ["source", "sourceOnDemand", "rtspAddress", "rtpAddress", "record", "hls"];

const cases: [string, string | undefined][] = [
  ["sorce", "source"],
  ["suorce", "source"],
  ["Source", "source"],
  ["RTSPADDRESS", "rtspAddress"],
  ["rtspAdress", "rtspAddress"],
  ["recrod", "record"],
  ["hsl", "hls"],
  ["colour", undefined],
  ["x", undefined],
  ["", undefined],
];

Deno.test("a misspelt name finds the one that is meant", () => {
  for (const [name, meant] of cases) assert.equal(nearest(name, names), meant, name);
});
