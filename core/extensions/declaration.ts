import { z } from "zod";
import { addMisfit, unknown } from "core/config/check/issue.ts";
import type { Place, Problems } from "core/config/check/problem.ts";
import { isSection } from "core/config/check/raw.ts";
import { bool, listOf, ofKind, struct, text, textLike } from "core/config/types/mod.ts";
import type { Declaration } from "core/extensions/extension.ts";
import { type OptionDescription, optionDescription, optionSchema } from "core/extensions/option.ts";

/** Names of plugins. */
export const extensionName = textLike(
  /^[A-Za-z][\w-]*$/,
  "a letter, then letters, digits, - and _",
);

/** What an entry of `plugins` holds beside the options, so that no option is called so. */
export const RESERVED: readonly string[] = ["file", "name"];

const declaration = struct({
  name: extensionName,
  title: text.optional(),
  options: ofKind(z.custom(isSection).optional(), {
    name: "struct",
    allowed: "an object that describes each option by its name",
  }),
  reads: listOf(text).optional(),
  outlivesPaths: bool.optional(),
  setup: ofKind(z.custom((value) => typeof value === "function"), {
    name: "struct",
    allowed: "a function",
  }),
});

/**
 * Checks what a plugin's file exports by default; undefined where something is wrong, which is a problem then.
 * `parameters`: the names of those of the server, which it may read.
 */
export function checkDeclaration(
  exported: unknown,
  parameters: readonly string[],
  problems: Problems,
): Declaration | undefined {
  if (!isSection(exported)) {
    problems.add([], "its default export must be an object with name and setup");
    return undefined;
  }
  const before = problems.list.length;
  checkValue(declaration, exported, [], problems);
  if (problems.list.length > before) return undefined;
  const declared = exported as unknown as Declaration;
  for (const [name, option] of Object.entries(declared.options ?? {})) {
    checkOption(name, option, problems);
  }
  for (const [i, name] of (declared.reads ?? []).entries()) {
    if (!parameters.includes(name)) problems.add(["reads", i], unknown(name, parameters));
  }
  return problems.list.length > before ? undefined : declared;
}

function checkOption(name: string, option: unknown, problems: Problems): void {
  const place = ["options", name], before = problems.list.length;
  if (!/^[A-Za-z]\w*$/.test(name)) problems.add(place, "a letter, then letters and digits, is due");
  if (RESERVED.includes(name)) problems.add(place, `no option may be called ${name}`);
  checkValue(optionDescription, option, place, problems);
  if (problems.list.length > before) return;
  const described = option as OptionDescription;
  if (described.default === undefined) return;
  const { success } = z.safeEncode(optionSchema(described), described.default);
  if (!success) problems.add([...place, "default"], `it is no ${described.type} that fits`);
}

function checkValue(schema: z.ZodType, value: unknown, place: Place, problems: Problems): void {
  const result = schema.safeParse(value);
  if (result.success) return;
  addMisfit({ schema, value, place, secret: false, issues: result.error.issues }, problems);
}
