import { z } from "zod";
import { ofKind } from "core/config/types/kind.ts";

const LETTERS = ["B", "K", "M", "G", "T", "P", "E"] as const;

export const KILOBYTE = 1024;
export const MEGABYTE = 1024 * KILOBYTE;

const FORM = /^\s*(\d+(?:\.\d*)?|\.\d+)(?:[bB]|([kKmMgGtTpPeE])(?:[iI]?[bB])?)\s*$/;

/** Reads `50M`, `512KB`, `1.5GiB`, …: every unit is a power of 1024. Bytes, undefined where it is no size. */
export function parseSize(text: string): number | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const power = LETTERS.indexOf((match[2] ?? "B").toUpperCase() as typeof LETTERS[number]);
  const bytes = Math.floor(Number(match[1]) * 1024 ** power);
  return bytes > 0 && bytes < 2 ** 63 ? bytes : undefined;
}

/** Writes bytes with the largest letter that needs one decimal at most: `50M`, `1.5K`, `1025B`. */
export function formatSize(bytes: number): string {
  for (let power = LETTERS.length - 1; power > 0; power--) {
    const count = bytes / 1024 ** power;
    if (count >= 1 && Number.isInteger(count * 10)) return `${count}${LETTERS[power]}`;
  }
  return `${bytes}B`;
}

/** Bytes. */
export const size: z.ZodType<number, string> = ofKind(
  z.codec(z.string().regex(FORM), z.number(), {
    decode: (text, context) => {
      const bytes = parseSize(text);
      if (bytes !== undefined) return bytes;
      context.issues.push({ code: "custom", input: text });
      return z.NEVER;
    },
    encode: formatSize,
  }),
  { name: "size", allowed: "a size greater than 0 with its unit, such as 50M, 512KB or 1.5GiB" },
);
