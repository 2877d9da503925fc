import assert from "node:assert/strict";
import { toHex } from "media/bytes.ts";
import { quantizationTables } from "./quantization.ts";

/** As libjpeg writes them for these qualities; the last byte goes on to the end. */
const cases = [
  { q: 1, luma: "ff", chroma: "ff" },
  {
    q: 10,
    luma: "50373c463c32504641465a55505f78c882786e6e78f5afb991c8ff",
    chroma: "555a5a786978eb8282ebff",
  },
  {
    q: 25,
    luma: "2016181c1814201c1a1c24222026305034302c2c3062464a3a5074667a787266" +
      "706e8090b89c8088ae8a6e70a0daa2aebec4ced0ce7c9ae2f2e0c8f0b8cacec6",
    chroma: "222424302a305e34345ec6847084c6",
  },
  {
    q: 50,
    luma: "100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933" +
      "383740485c4e404457453738506d51575f626768673e4d71797064785c656763",
    chroma: "1112121815182f1a1a2f634238426363",
  },
  {
    q: 99,
    luma: "0101010101010101010101010101010101010101010101010101010101010101" +
      "0101010102020101020101010202020202020202020102020202020202020202",
    chroma: "010101010101010101010201010102",
  },
];

Deno.test("JPEG: quantization tables of a Q", () => {
  const whole = (digits: string) => digits.padEnd(128, digits.slice(-2));
  for (const { q, luma, chroma } of cases) {
    assert.deepEqual(quantizationTables(q)!.map(toHex), [whole(luma), whole(chroma)], `${q}`);
  }
  for (const q of [0, 100, 127, 128, 255, -1, 1.5]) assert.equal(quantizationTables(q), undefined);
});
