import assert from "node:assert/strict";
import { toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { headersOf, sizeOf } from "./layer.ts";

const SEQUENCE = "000001b001 000001b58913";
const cases = [
  {
    name: "FFmpeg",
    headers: `${SEQUENCE} 00000100 00000120 00c48d8800550204061443 000001b2 4c61`,
    size: { width: 64, height: 48 },
  },
  {
    name: "without an identifier, with the shape of pixels and sizes of buffers, of a fixed rate",
    headers: "00000122 00bc302ea00020002000200040004800ce18b0224080",
    size: { width: 704, height: 576 },
  },
];

for (const { name, headers, size } of cases) {
  Deno.test(`MPEG-4 video: headers and the size of pictures, ${name}`, () => {
    const bytes = fromHex(headers);
    assert.deepEqual(sizeOf(bytes), size);
    for (const picture of ["000001b61000", "000001b3001007 000001b610"]) {
      assert.equal(toHex(headersOf(fromHex(`${headers} ${picture}`))), toHex(bytes));
    }
    assert.equal(headersOf(bytes).length, bytes.length);
  });
}

Deno.test("MPEG-4 video: headers without a layer", () => {
  assert.ok(isMalformed(sizeOf(fromHex(SEQUENCE))));
});

Deno.test("MPEG-4 video: headers that are damaged", () => {
  for (const { headers } of cases) {
    for (const bytes of damaged(fromHex(headers))) {
      const size = sizeOf(bytes);
      if (!isMalformed(size)) assert.ok(size.width > 0 && size.height > 0);
    }
  }
});
