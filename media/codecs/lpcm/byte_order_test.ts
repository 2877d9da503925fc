import assert from "node:assert/strict";
import { fromHex, toHex } from "media/bytes.ts";
import { swapByteOrder } from "./byte_order.ts";

const cases = [
  { depth: 8, samples: "010203", swapped: "010203" },
  { depth: 16, samples: "01020304", swapped: "02010403" },
  { depth: 24, samples: "010203040506", swapped: "030201060504" },
  { depth: 16, samples: "010203", swapped: "0201" },
  { depth: 24, samples: "0102030405", swapped: "030201" },
  { depth: 24, samples: "0102", swapped: "" },
  { depth: 16, samples: "", swapped: "" },
] as const;

Deno.test("LPCM: byte order", () => {
  for (const { depth, samples, swapped } of cases) {
    const input = fromHex(samples)!;
    assert.equal(toHex(swapByteOrder(input, depth)), swapped);
    assert.equal(toHex(input), samples, "the input stays as it is");
    assert.equal(
      toHex(swapByteOrder(swapByteOrder(input, depth), depth)),
      samples.slice(0, swapped.length),
    );
  }
});
