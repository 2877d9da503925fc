import type { ConfigurationState } from "core/mod.ts";
import { z } from "zod";

type Declared = ConfigurationState["schema"]["global"];
type Json = Record<string, unknown>;

/** The parameters of one level, as answers hold them and as bodies may. */
interface LevelSchemas {
  readonly answer: z.ZodType;
  readonly body: z.ZodType;
}

export interface ParameterSchemas {
  readonly global: LevelSchemas;
  readonly path: LevelSchemas;
}

/** Makes the schemas out of the declarations. */
export function parameterSchemas({ schema }: ConfigurationState): ParameterSchemas {
  return { global: level(schema.global, "GlobalConf"), path: level(schema.path, "PathConf") };
}

function level(declared: Declared, id: string): LevelSchemas {
  const properties = propertiesOf(declared);
  const answer = z.looseObject({}).meta({ id, properties, additionalProperties: false });
  return { answer, body: z.union([answer, z.null()]) };
}

/** In the form of files and of the API: what a codec decodes. */
function propertiesOf(declared: Declared): Json {
  const properties: Json = {};
  for (const [name, one] of declared) {
    const { $schema: _, ...json } = z.toJSONSchema(one.schema, { io: "input" }) as Json;
    properties[name] = "doc" in one
      ? { ...json, description: one.doc }
      : { ...json, deprecated: true };
  }
  return properties;
}
