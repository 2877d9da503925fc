import { fromHex } from "media/bytes.ts";

/** Table class (0 DC, 1 AC) and destination, as a DHT segment tells them, with the counts and values behind. */
interface HuffmanTable {
  readonly id: number;
  /** Codes of 1–16 bits each. */
  readonly counts: string;
  readonly values: string;
}

/** Typical tables of ITU-T T.81 §K.3.3, which RTP/JPEG takes for granted: luma, then chroma. */
const TABLES: readonly HuffmanTable[] = [
  {
    id: 0x00,
    counts: "00010501010101010100000000000000",
    values: "000102030405060708090a0b",
  },
  {
    id: 0x10,
    counts: "0002010303020403050504040000017d",
    values:
      "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a" +
      "25262728292a3435363738393a434445464748494a535455565758595a636465666768696a73747576777879" +
      "7a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9" +
      "cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
  },
  {
    id: 0x01,
    counts: "00030101010101010101010000000000",
    values: "000102030405060708090a0b",
  },
  {
    id: 0x11,
    counts: "00020102040403040705040400010277",
    values:
      "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f117" +
      "18191a262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778" +
      "797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7" +
      "c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
  },
];

/** The tables as the payload of one DHT segment. */
export const STANDARD_TABLES: Uint8Array = fromHex(
  TABLES.map(({ id, counts, values }) => id.toString(16).padStart(2, "0") + counts + values).join(
    "",
  ),
)!;

const COUNTS = 16;

/**
 * Whether the payload of a DHT segment holds none but standard tables at their usual destinations; undefined where it
 * breaks off.
 */
export function isStandard(dht: Uint8Array): boolean | undefined {
  let standard = true;
  for (let at = 0; at < dht.length;) {
    const end = tableEnd(dht, at);
    if (end > dht.length) return undefined;
    standard &&= matches(dht, at, end);
    at = end;
  }
  return standard;
}

function tableEnd(dht: Uint8Array, at: number): number {
  let end = at + 1 + COUNTS;
  for (let i = 1; i <= COUNTS; i++) end += dht[at + i] ?? 0;
  return end;
}

/** Whether one of the standard tables is `dht[from .. end]`. */
function matches(dht: Uint8Array, from: number, end: number): boolean {
  for (let at = 0; at < STANDARD_TABLES.length; at = tableEnd(STANDARD_TABLES, at)) {
    if (STANDARD_TABLES[at] !== dht[from]) continue;
    for (let i = from; i < end; i++) {
      if (STANDARD_TABLES[at + i - from] !== dht[i]) return false;
    }
    return true;
  }
  return false;
}
