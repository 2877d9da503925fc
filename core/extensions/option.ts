import { z } from "zod";
import {
  bool,
  durationFrom0,
  floatWithin,
  intWithin,
  listOf,
  ofKind,
  oneOf,
  struct,
  text,
} from "core/config/types/mod.ts";

const number = ofKind(z.number(), { name: "float", allowed: "a number" });
const value = ofKind(z.unknown(), { name: "string", allowed: "a value of the option's type" });

/** How an option is described: by plain values, since a third party's plugin has no schema library. */
export const optionDescription = struct({
  type: oneOf(["string", "boolean", "integer", "number", "duration", "list"]),
  doc: text.optional(),
  default: value.optional(),
  secret: bool.optional(),
  minimum: number.optional(),
  maximum: number.optional(),
  oneOf: listOf(text).optional(),
});

export type OptionDescription = z.output<typeof optionDescription>;

/** The schema that values of an option are checked with. Durations become milliseconds. */
export function optionSchema(option: OptionDescription): z.ZodType {
  const { minimum, maximum } = option;
  const words = option.oneOf ? oneOf(option.oneOf) : text;
  switch (option.type) {
    case "boolean":
      return bool;
    case "integer":
      return intWithin(minimum ?? Number.MIN_SAFE_INTEGER, maximum);
    case "number":
      return floatWithin(minimum ?? -Number.MAX_VALUE, maximum ?? Number.MAX_VALUE);
    case "duration":
      return durationFrom0;
    case "list":
      return listOf(words);
    case "string":
      return words;
  }
}
