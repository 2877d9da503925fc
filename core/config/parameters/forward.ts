import { type Parameter, parameter } from "core/config/parameter.ts";
import { fingerprint, listOf, struct, text } from "core/config/types/mod.ts";
import type { z } from "zod";

/** Core's own fields of an entry of `forward`. */
export const forwardFields = {
  dest: text.default(""),
  destFingerprint: fingerprint.default(""),
};

/** The parameter `forward`, its entries with the fields that plugins add to core's. */
export function forwardParameter(
  more: Readonly<Record<string, z.ZodType>> = {},
): Parameter<z.ZodType<readonly unknown[]>> {
  const entry = struct({ ...forwardFields, ...more });
  return parameter(listOf(entry), {
    default: [],
    effect: "live",
    doc:
      "Servers that the stream is pushed to. dest: the URL, in which $MTX_PATH is the name of the path and " +
      "$G1, $G2, … are the groups of its regular expression; destFingerprint: SHA-256 of the certificate, " +
      "where no authority vouches for it.",
  });
}
