import { fileURLToPath, pathToFileURL } from "node:url";
import { sources } from "../rooms/files.ts";

/** What tests know of a format. */
export interface Harvest {
  readonly bytes: readonly Uint8Array[];
  readonly texts: readonly string[];
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).slice(0, -1);

/** Larger ones take long and show no more. */
const LARGEST = 16 * 1024;

/** Tables nest no deeper. */
const DEEPEST = 8;

/** Hexadecimal digits, two a byte, as tests write bytes down. */
const HEX = /["'`]((?:[0-9a-fA-F]{2}\s*){3,})["'`]/g;

/**
 * Every byte array and every text in the tables of cases below these folders (`*_cases.ts`), and every string of
 * hexadecimal digits in their tests and vectors.
 */
export async function harvest(...folders: readonly string[]): Promise<Harvest> {
  const bytes = new Map<string, Uint8Array>(), texts = new Set<string>();
  const add = (found: Uint8Array) => {
    if (found.length > 0 && found.length <= LARGEST) bytes.set(found.toHex(), found);
  };
  const files = (await sources(ROOT)).filter((file) =>
    folders.some((folder) => file.startsWith(`${folder}/`))
  );
  for (const file of files) {
    if (file.endsWith("_cases.ts")) {
      const table = await import(pathToFileURL(`${ROOT}/${file}`).href);
      walk(Object.values(table), add, texts, DEEPEST);
    }
    if (/_(test|cases)\.ts$/.test(file)) hexIn(await Deno.readTextFile(`${ROOT}/${file}`), add);
  }
  return { bytes: [...bytes.values()], texts: [...texts].filter((text) => text.length <= LARGEST) };
}

function hexIn(text: string, add: (bytes: Uint8Array) => void): void {
  for (const [, digits] of text.matchAll(HEX)) add(Uint8Array.fromHex(digits.replace(/\s/g, "")));
}

function walk(
  value: unknown,
  add: (bytes: Uint8Array) => void,
  texts: Set<string>,
  depth: number,
): void {
  if (value instanceof Uint8Array) add(value);
  else if (typeof value === "string") texts.add(value);
  else if (typeof value === "object" && value !== null && depth > 0) {
    const inside = value instanceof Map ? [...value.keys(), ...value.values()] : value;
    for (const one of Object.values(inside)) walk(one, add, texts, depth - 1);
  }
}
