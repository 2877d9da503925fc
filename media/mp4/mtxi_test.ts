import assert from "node:assert/strict";
import { toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex } from "media/rtp/damage_cases.ts";
import { readMtxi, type SegmentInfo, writeMtxi } from "./mtxi.ts";

const ID = "0102030405060708090a0b0c0d0e0f10";
const cases: readonly { info: SegmentInfo; bytes: string }[] = [
  {
    info: { streamId: fromHex(ID), number: 0, dts: 0, ntp: 1795255200000001 },
    bytes: `00000034 6d747869 00000000 ${ID} 0000000000000000 0000000000000000 18ea0717bd2c43e8`,
  },
  {
    info: { streamId: fromHex(ID), number: 258, dts: 3_600_000_000_000, ntp: 1 },
    bytes: `00000034 6d747869 00000000 ${ID} 0000000000000102 0000034630b8a000 00000000000003e8`,
  },
  {
    info: { streamId: fromHex(ID), number: 1, dts: -5, ntp: 0 },
    bytes: `00000034 6d747869 00000000 ${ID} 0000000000000001 fffffffffffffffb 0000000000000000`,
  },
];

Deno.test("mtxi: written and read", () => {
  for (const { info, bytes } of cases) {
    assert.equal(toHex(writeMtxi(info)), bytes.replaceAll(" ", ""));
    assert.deepEqual(readMtxi(fromHex(bytes).subarray(8)), info);
  }
});

Deno.test("mtxi: cut short, or of another version", () => {
  const content = fromHex(cases[0].bytes).subarray(8);
  for (let length = 0; length < content.length; length++) {
    assert.ok(isMalformed(readMtxi(content.slice(0, length))));
  }
  assert.ok(isMalformed(readMtxi(fromHex(`01000000 ${toHex(content.subarray(4))}`))));
});
