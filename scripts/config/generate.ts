import { schemaOf } from "core/config/schema.ts";
import { effectsText } from "./effects.ts";
import { jsonSchema } from "./json_schema.ts";
import { owners } from "./owners.ts";
import { fileText } from "./yml.ts";

/** The generated files by their place in the repository. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const schema = schemaOf(owners);
  return {
    "mediamtx.yml": fileText(schema),
    "RELOAD.md": effectsText(schema),
    "mediamtx.schema.json": JSON.stringify(jsonSchema(schema), null, 2) + "\n",
  };
}

if (import.meta.main) {
  for (const [file, text] of Object.entries(generatedFiles())) {
    await Deno.writeTextFile(new URL(`../../${file}`, import.meta.url), text);
    console.log(`wrote ${file}`);
  }
}
