import { z } from "zod";
import { ofKind, wordsKind } from "core/config/types/kind.ts";

export const bool = ofKind(z.boolean(), { name: "bool", allowed: "true or false" });

export const text = ofKind(z.string(), { name: "string", allowed: "text" });

export const int = ofKind(z.int(), { name: "int", allowed: "a whole number" });

export const uint = ofKind(z.int().min(0), {
  name: "uint",
  allowed: "a whole number, 0 or greater",
});

/** A whole number between two bounds, both allowed. */
export function intWithin(least: number, most = Number.MAX_SAFE_INTEGER): z.ZodType<number> {
  const allowed = most === Number.MAX_SAFE_INTEGER
    ? `a whole number, ${least} or greater`
    : `a whole number from ${least} to ${most}`;
  return ofKind(z.int().min(least).max(most), { name: "int", allowed });
}

/** As `intWithin`, of the kind that is never negative. */
export function uintWithin(least: number, most: number): z.ZodType<number> {
  const allowed = `a whole number from ${least} to ${most}`;
  return ofKind(z.int().min(least).max(most), { name: "uint", allowed });
}

/** A number between two bounds, both allowed. */
export function floatWithin(least: number, most: number): z.ZodType<number> {
  const allowed = `a number from ${least} to ${most}`;
  return ofKind(z.number().min(least).max(most), { name: "float", allowed });
}

/** One of a few words. */
export function oneOf<const W extends readonly string[]>(words: W): z.ZodEnum<Words<W>> {
  return ofKind(z.enum(words), wordsKind(words)) as unknown as z.ZodEnum<Words<W>>;
}

type Words<W extends readonly string[]> = { [K in W[number]]: K };

/** One of a few words, with other spellings that are read as one of them. */
function oneOfOr<const W extends readonly string[]>(
  words: W,
  spellings: Readonly<Record<string, W[number]>>,
): z.ZodType<W[number], string> {
  const every = z.enum([...words, ...Object.keys(spellings)]);
  const schema = z.codec(every, z.enum(words), {
    decode: (word) => (spellings[word] ?? word) as W[number],
    encode: (word) => word as string,
  });
  return ofKind(schema, wordsKind(words)) as unknown as z.ZodType<W[number], string>;
}

/** Text of a given form. `allowed` says in words what the form is. */
export function textLike(form: RegExp, allowed: string): z.ZodType<string, string> {
  return ofKind(z.string().regex(form), { name: "string", allowed });
}

/** How much of a server is encrypted: plain, plain and TLS side by side, TLS only. */
export const encryptionMode: z.ZodType<"no" | "optional" | "strict", string> = oneOfOr(
  ["no", "optional", "strict"],
  { false: "no", true: "strict", yes: "strict" },
);
