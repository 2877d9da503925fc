/** Writes `mediamtx.d.ts`: what third parties' plugins are typed with, made of the sources. */
import { declarations } from "./declarations.ts";
import { sources } from "./sources.ts";

const HEAD = `/**
 * The types of MediaMTX's plugins: write \`import type { Plugin } from "./mediamtx.d.ts"\`.
 * This file is generated: deno run -A scripts/types/generate.ts
 * @module
 */

`;

/** What authors of plugins see, and every parameter, which the plugins declare in turn. */
const ENTRIES = ["core/extensions/contract.ts", "plugins/mod.ts"] as const;

/** The text of `mediamtx.d.ts`. */
export async function generatedTypes(): Promise<string> {
  const program = sources(ENTRIES);
  return await formatted(HEAD + declarations(program, ENTRIES[0]) + "\n");
}

/** As `deno fmt` has it. */
async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=ts", "-"],
    cwd: new URL("../../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("Cannot format the types: deno fmt failed");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  const file = new URL("../../mediamtx.d.ts", import.meta.url);
  await Deno.writeTextFile(file, await generatedTypes());
  console.log("wrote mediamtx.d.ts");
}
