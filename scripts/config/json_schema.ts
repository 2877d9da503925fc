import { z } from "zod";
import { type Declared, isDeprecated } from "core/config/parameter.ts";
import type { Schema } from "core/config/schema.ts";

type Json = Record<string, unknown>;

/** The JSON schema of the configuration file, by which editors complete and check it. */
export function jsonSchema(schema: Schema): Json {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of MediaMTX",
    type: ["object", "null"],
    properties: {
      ...properties(schema.global),
      plugins: {
        description: "Plugins of your own or of others: each with its file, and its options.",
        type: ["array", "null"],
        items: {
          type: "object",
          properties: {
            file: { description: "Seen from the folder of this file.", type: "string" },
            name: { description: "Where the plugin's own is taken.", type: "string" },
          },
          required: ["file"],
        },
      },
      pathDefaults: {
        description: "What holds for every path whose entry does not say otherwise.",
        anyOf: [{ $ref: "#/definitions/path" }, { type: "null" }],
      },
      paths: {
        description: "Each path by its name, by ~ and a regular expression, or all_others.",
        type: ["object", "null"],
        propertyNames: { pattern: "^(?:~.*|[0-9A-Za-z_\\-/.]+)$" },
        additionalProperties: { anyOf: [{ $ref: "#/definitions/path" }, { type: "null" }] },
      },
    },
    additionalProperties: false,
    definitions: {
      path: {
        type: "object",
        properties: properties(schema.path),
        additionalProperties: false,
      },
    },
  };
}

function properties(declared: ReadonlyMap<string, Declared>): Json {
  return Object.fromEntries([...declared].map(([name, one]) => [name, property(one)]));
}

function property(one: Declared): Json {
  const type = typeSchema(one.schema);
  if (isDeprecated(one)) {
    const description = one.note ? `Deprecated: ${one.note}.` : `Deprecated: use ${one.use}.`;
    return { description, deprecated: true, ...type };
  }
  if (one.outdated !== undefined) return { description: one.doc, deprecated: true, ...type };
  return { description: one.doc, ...type, default: z.encode(one.schema, one.default) };
}

/** The form that files hold: what a codec decodes, defaults optional. */
function typeSchema(schema: z.ZodType): Json {
  const json = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }) as Json;
  delete json.$schema;
  return json;
}
