import type { z } from "zod";

/** What a schema is to those who read configurations: people, environment variables, editors. */
export interface Kind {
  readonly name: KindName;
  /** What is allowed, in words: `a duration such as 10s or 1d12h`. */
  readonly allowed: string;
  /** The words of an enum or of a set. */
  readonly words?: readonly string[];
  /** The schema of a list's items. */
  readonly item?: z.ZodType;
  /** The fields of a struct. */
  readonly fields?: Readonly<Record<string, z.ZodType>>;
}

export type KindName =
  | "bool"
  | "int"
  | "uint"
  | "float"
  | "string"
  | "duration"
  | "size"
  | "credential"
  | "ipNetwork"
  | "enum"
  | "set"
  | "list"
  | "struct";

const kinds = new WeakMap<z.ZodType, Kind>();
const secrets = new WeakSet<z.ZodType>();

/** Notes the kind of a schema and returns the schema. */
export function ofKind<S extends z.ZodType>(schema: S, kind: Kind): S {
  kinds.set(schema, kind);
  return schema;
}

/** Marks a schema, as a rule a struct's field, whose values are never printed. */
export function secret<S extends z.ZodType>(schema: S): S {
  secrets.add(schema);
  return schema;
}

export function isSecret(schema: z.ZodType): boolean {
  return secrets.has(schema);
}

/** The kind of a schema: the one it was given, else what its zod definition says. Never fails. */
export function kindOf(schema: z.ZodType): Kind {
  return kinds.get(schema) ?? derived(schema);
}

function derived(schema: z.ZodType): Kind {
  const def = schema.def as unknown as Definition;
  switch (def.type) {
    case "boolean":
      return { name: "bool", allowed: "true or false" };
    case "number":
      return { name: "float", allowed: "a number" };
    case "enum":
      return wordsKind(Object.values(def.entries ?? {}));
    case "array":
      return listKind(def.element!);
    case "object":
      return structKind(def.shape ?? {});
    case "nullable":
    case "optional":
    case "default":
      return kindOf(def.innerType!);
    case "pipe":
      return kindOf(def.in!);
    default:
      return { name: "string", allowed: "text" };
  }
}

/** The parts of zod's definitions that matter here. */
interface Definition {
  readonly type: string;
  readonly entries?: Readonly<Record<string, string>>;
  readonly element?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
}

export function wordsKind(words: readonly string[]): Kind {
  return { name: "enum", words, allowed: words.map((word) => word || '""').join(", ") };
}

export function listKind(item: z.ZodType): Kind {
  return { name: "list", item, allowed: `a list; each entry: ${kindOf(item).allowed}` };
}

function structKind(fields: Readonly<Record<string, z.ZodType>>): Kind {
  return { name: "struct", fields, allowed: `the fields ${Object.keys(fields).join(", ")}` };
}
