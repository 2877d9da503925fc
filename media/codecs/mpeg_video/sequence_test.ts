import assert from "node:assert/strict";
import { toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { parseSequence } from "./sequence.ts";

const MPEG1 = "000001b3 040030 23 ffffe018", EXTENSION = "000001b5 148a00010024";
const PICTURE = "000001b80008004000000100000ffff8";

const cases = [
  { bytes: `${MPEG1} ${PICTURE}`, version: 1, size: [64, 48], headers: MPEG1 },
  {
    bytes: `${MPEG1} ${EXTENSION} ${PICTURE}`,
    version: 2,
    size: [64, 48],
    headers: `${MPEG1} ${EXTENSION}`,
  },
  {
    // Bits 12 and 13 of both sizes.
    bytes: `000001b2aabb ${MPEG1} 000001b5 148ac0810024 ${PICTURE}`,
    version: 2,
    size: [4096 + 64, 8192 + 48],
    headers: `${MPEG1} 000001b5 148ac0810024`,
  },
  {
    // An extension of another kind.
    bytes: `${MPEG1} 000001b5 248ac0810024 ${PICTURE}`,
    version: 1,
    size: [64, 48],
    headers: MPEG1,
  },
];

Deno.test("MPEG video: sequence headers", () => {
  for (const { bytes, version, size, headers } of cases) {
    const sequence = parseSequence(fromHex(bytes));
    assert.ok(!isMalformed(sequence));
    assert.deepEqual([sequence.version, sequence.width, sequence.height], [version, ...size]);
    assert.equal(toHex(sequence.headers), headers.replaceAll(" ", ""));
  }
  assert.ok(isMalformed(parseSequence(fromHex(PICTURE))));
});

Deno.test("MPEG video: sequence headers that are damaged", () => {
  for (const { bytes } of cases) {
    for (const broken of damaged(fromHex(bytes))) {
      const sequence = parseSequence(broken);
      if (!isMalformed(sequence)) assert.ok(sequence.width > 0 && sequence.height > 0);
    }
  }
});
