/** Why each room imports only what it does: the sentence every refusal ends with. */
const REASONS = {
  media: "media/ holds pure values below everything else, so it imports media/ only",
  net: "net/ wraps the platform for any room, so it imports net/ only",
  core:
    "core/ must not know any protocol, or protocols stop being removable: it imports core/, media/ and net/",
  plugin:
    "a plugin deletes cleanly only if it knows nothing but core/mod.ts, media/, net/ and itself; " +
    "what two plugins share moves down to media/ or net/, or goes through core's contract",
  wire:
    "wire/ is pure so that it can be tested and fuzzed alone: it imports media/ and itself only",
  list:
    "plugins/mod.ts is the list of plugins: it imports core/mod.ts and each plugin's mod.ts only",
  example:
    "examples/ shows what third parties write, who have mediamtx.d.ts and nothing else of ours",
  main: "main.ts joins core/ with plugins/mod.ts and imports nothing else",
} as const;

const TESTS = "tests and their cases are no part of the program; move down what it needs of them";

type Kind = keyof typeof REASONS;

/** Rooms of the tooling: free to import anything, imported by no room but themselves and tests. */
const FREE = ["test", "scripts"];

function kindOf(path: string): Kind {
  const [top, second, third] = path.split("/");
  if (top === "media" || top === "net" || top === "core") return top;
  if (top === "examples") return "example";
  if (top !== "plugins") return "main";
  if (third === undefined) return "list";
  return third === "wire" && second !== undefined && path.split("/").length > 3 ? "wire" : "plugin";
}

/** Tests and the tables of cases that feed them: beside their sources, never part of the program. */
export function isTest(path: string): boolean {
  return /_(test|cases)\.ts$/.test(path);
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder + "/");
}

function allows(kind: Kind, from: string, to: string): boolean {
  const own = `plugins/${from.split("/")[1]}`;
  switch (kind) {
    case "media":
    case "net":
      return isInside(to, kind);
    case "core":
      return ["core", "media", "net"].some((room) => isInside(to, room)) || to === "deno.json";
    case "wire":
      return isInside(to, "media") || isInside(to, `${own}/wire`);
    case "plugin":
      return to === "core/mod.ts" || ["media", "net", own].some((room) => isInside(to, room));
    case "list":
      return to === "core/mod.ts" || /^plugins\/([^/]+\/)?mod\.ts$/.test(to);
    case "example":
      return to === "mediamtx.d.ts" || isInside(to, "examples");
    case "main":
      return isInside(to, "core") || to === "plugins/mod.ts" || to === "deno.json";
  }
}

/**
 * Whether the source `from` may import `to`, both as paths from the repository's root: the reason
 * against it, or undefined where it may. Tests may reach into test/ as well.
 */
export function refusal(from: string, to: string): string | undefined {
  if (FREE.some((room) => isInside(from, room))) return undefined;
  if (isTest(from) && isInside(to, "test")) return undefined;
  if (isTest(to) && !isTest(from)) return `${from} may not import ${to}: ${TESTS}`;
  const kind = kindOf(from);
  if (allows(kind, from, to)) return undefined;
  return `${from} may not import ${to}: ${REASONS[kind]}`;
}

/** Whether a source must be pure: no I/O, clock, timer, randomness, log or async. Tests need not. */
export function isPure(path: string): boolean {
  if (isTest(path)) return false;
  const kind = kindOf(path);
  return kind === "media" || kind === "wire";
}
