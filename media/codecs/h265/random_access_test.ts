import assert from "node:assert/strict";
import { fromHex } from "media/bytes.ts";
import { isRandomAccess } from "./random_access.ts";

const units = [
  { name: "IDR of x265", nalus: ["2801af1d"], random: true },
  { name: "CRA of x265", nalus: ["2a01ac20"], random: true },
  {
    name: "IDR with leading pictures, behind parameter sets",
    nalus: ["4001", "4201", "2601"],
    random: true,
  },
  { name: "BLA", nalus: ["2001"], random: true },
  { name: "a reserved IRAP type", nalus: ["2c01"], random: false },
  { name: "trailing", nalus: ["0201d009"], random: false },
  { name: "leading", nalus: ["1201e0c2"], random: false },
  { name: "parameter sets alone", nalus: ["4001", "4201", "4401"], random: false },
  { name: "IDR of a layer above", nalus: ["2809af1d"], random: false },
  { name: "cut short", nalus: ["28"], random: false },
  { name: "empty", nalus: ["", ""], random: false },
  { name: "nothing", nalus: [], random: false },
];

Deno.test("H265: random access", () => {
  for (const { name, nalus, random } of units) {
    assert.equal(isRandomAccess(nalus.map((nalu) => fromHex(nalu)!)), random, name);
  }
});
