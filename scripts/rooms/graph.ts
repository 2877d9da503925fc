import { pathToFileURL } from "node:url";
import type { Graph } from "./cycles.ts";

interface Info {
  readonly modules: readonly Module[];
}

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly { code?: Target; type?: Target }[];
}

interface Target {
  readonly specifier?: string;
}

/**
 * The imports among the given files below `root`, type imports included, as Deno itself resolves
 * them. Modules outside `root` are left out. Throws where Deno cannot answer.
 */
export async function importGraph(root: string, files: readonly string[]): Promise<Graph> {
  const base = pathToFileURL(root).href + "/";
  const entry = await Deno.makeTempFile({ prefix: "mediamtx-graph-", suffix: ".ts" });
  try {
    const lines = files.map((file) => `import ${JSON.stringify(new URL(file, base).href)};`);
    await Deno.writeTextFile(entry, lines.join("\n"));
    return edges(await info(root, entry), base);
  } finally {
    await Deno.remove(entry);
  }
}

async function info(root: string, entry: string): Promise<Info> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `--config=${root}/deno.json`, entry],
    cwd: root,
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot read the imports: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

function edges(info: Info, base: string): Graph {
  const inside = (specifier: string | undefined) =>
    specifier?.startsWith(base) ? [decodeURI(specifier.slice(base.length))] : [];
  return new Map(
    info.modules.flatMap((module) =>
      inside(module.specifier).map((file) => {
        const targets = (module.dependencies ?? []).flatMap(({ code, type }) => [
          ...inside(code?.specifier),
          ...inside(type?.specifier),
        ]);
        return [file, [...new Set(targets)]] as const;
      })
    ),
  );
}
