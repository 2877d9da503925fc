import ts from "typescript";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Sources {
  readonly program: ts.Program;
  /** Of an entry: its absolute path. */
  fileOf(entry: string): string;
}

/** The sources as TypeScript sees them: rooms by their names, schemas where Deno keeps that package. */
export function sources(entries: readonly string[]): Sources {
  const fileOf = (entry: string) => root + entry;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => ({ resolvedModule: resolve(text, from) }));
  return { program: ts.createProgram(entries.map(fileOf), options, host), fileOf };
}

function resolve(specifier: string, from: string): ts.ResolvedModuleFull | undefined {
  const file = pathOf(specifier, from);
  if (file === undefined || !ts.sys.fileExists(file)) return undefined;
  const extension =
    ts.Extension[file.endsWith(".d.ts") ? "Dts" : file.endsWith(".json") ? "Json" : "Ts"];
  return { resolvedFileName: file, extension, isExternalLibraryImport: !inRooms(file) };
}

function pathOf(specifier: string, from: string): string | undefined {
  if (/^(?:core|media|net)\//.test(specifier)) return root + specifier;
  if (specifier.startsWith(".")) {
    return fileURLToPath(new URL(specifier, `file://${from}`)).replace(
      /(?<!\.d)\.[cm]?js$/,
      ".d.ts",
    );
  }
  if (specifier !== "zod") return undefined;
  return fileURLToPath(import.meta.resolve("zod")).replace(/\.js$/, ".d.ts");
}

/** Whether a file is ours. */
export function inRooms(file: string): boolean {
  return file.startsWith(root) && !file.includes("node_modules");
}
