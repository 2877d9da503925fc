import { z } from "zod";
import { kindOf, listKind, ofKind } from "core/config/types/kind.ts";
import { oneOf } from "core/config/types/scalars.ts";

/** A list of any length. */
export function listOf<S extends z.ZodType>(item: S): z.ZodArray<S> {
  return ofKind(z.array(item), listKind(item));
}

/** A list of exactly `count` items. */
export function listOfLength<S extends z.ZodType>(item: S, count: number): z.ZodArray<S> {
  const allowed = `a list of exactly ${count} entries; each: ${kindOf(item).allowed}`;
  return ofKind(z.array(item).length(count), { name: "list", item, allowed });
}

/** A list of words whose order and repetitions mean nothing; decoded to the sorted distinct ones. */
export function setOf<const W extends readonly string[]>(
  words: W,
): z.ZodType<readonly W[number][], string[]> {
  const item = oneOf(words);
  const schema = z.codec(z.array(item), z.array(item), {
    decode: (list) => [...new Set(list)].sort() as never,
    encode: (list) => list as never,
  });
  const allowed = `a list of ${words.join(", ")}`;
  const kind = { name: "set", words, item, allowed } as const;
  return ofKind(schema, kind) as unknown as z.ZodType<readonly W[number][], string[]>;
}

/** A struct of named fields, each with a default or optional; other fields are refused. */
export function struct<F extends z.core.$ZodLooseShape>(fields: F): z.ZodObject<F, z.core.$strict> {
  return z.strictObject(fields);
}
