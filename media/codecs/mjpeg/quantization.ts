import { fromHex } from "media/bytes.ts";

/** Tables of 64 values of 8 bits in zigzag order: luma, then chroma. */
export type QuantizationTables = readonly [Uint8Array, Uint8Array];

/** Tables of ITU-T T.81 §K.1 in zigzag order, which Q 50 stands for (RFC 2435 Appendix A). */
const LUMA = fromHex(
  "100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933" +
    "383740485c4e404457453738506d51575f626768673e4d71797064785c656763",
)!;
const CHROMA = fromHex("1112121815182f1a1a2f634238426363".padEnd(128, "63"))!;

/** Tables that a Q of 1–99 stands for (RFC 2435 §4.2); undefined for any other, which has them in band or is reserved. */
export function quantizationTables(q: number): QuantizationTables | undefined {
  if (!Number.isInteger(q) || q < 1 || q > 99) return undefined;
  const factor = q < 50 ? Math.floor(5000 / q) : 200 - 2 * q;
  return [scale(LUMA, factor), scale(CHROMA, factor)];
}

function scale(table: Uint8Array, percent: number): Uint8Array {
  return table.map((value) => Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))));
}
