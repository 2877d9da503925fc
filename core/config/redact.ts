import type { z } from "zod";
import { withoutCredentials } from "core/config/check/target_url.ts";
import type { Encoded } from "core/config/encode.ts";
import type { Declared } from "core/config/parameter.ts";
import { isSecret, kindOf } from "core/config/types/kind.ts";

const REDACTED = "<redacted>";

/** Which secrets are hidden: passwords of users only, as the API does, or all of them and those within URLs. */
export type Audience = "api" | "log";

/** Hides the secrets of encoded values. Empty ones are shown as they are. */
export function redact(
  declared: ReadonlyMap<string, Declared>,
  encoded: Encoded,
  audience: Audience,
): Encoded {
  return Object.fromEntries(
    Object.entries(encoded).map(([name, value]) => {
      const one = declared.get(name);
      return [name, one ? hidden(one.schema, value, one.secret ?? false, audience) : value];
    }),
  );
}

function hidden(schema: z.ZodType, value: unknown, secret: boolean, audience: Audience): unknown {
  const kind = kindOf(schema);
  const deeper = (inner: z.ZodType, one: unknown) =>
    hidden(inner, one, secret || isSecret(inner), audience);
  if (Array.isArray(value)) return value.map((item) => kind.item ? deeper(kind.item, item) : item);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => {
        const field = kind.fields?.[name];
        return [name, field ? deeper(field, one) : one];
      }),
    );
  }
  if (typeof value !== "string" || value === "") return value;
  if (secret && (audience === "log" || kind.name === "credential")) return REDACTED;
  return audience === "log" ? withoutCredentials(value) : value;
}
