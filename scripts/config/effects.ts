import type { Declared, Effect } from "core/config/parameter.ts";
import { currentOf, type Schema } from "core/config/schema.ts";

/** What a change does, as users see it. */
const MEANING: Readonly<Record<Effect, string>> = {
  live: "nobody is disconnected: the new value holds from its next use",
  path: "the paths that it holds for are closed and opened again, with whoever uses them",
  listener: "addresses are opened anew; whoever is connected stays",
  sessions: "the protocol or server is stopped and started again, with whoever uses it",
};

const HEAD = `# What a change of a parameter does

The configuration is read again whenever its file changes, and changed through the API; a change
disconnects only whom it concerns. Written with the value that it has already, a parameter has not
changed.

`;

const GLOBAL = `
## Global parameters

A protocol or server that is switched on is started, one that is switched off is stopped.

`;

const PATH = `
## Parameters of paths

They hold for a path from its own entry, or from \`pathDefaults\` where the entry does not set them: a
change of \`pathDefaults\` concerns the paths that do not. A path that is added concerns nobody; one
that is deleted is closed.

`;

const FOOT = `
This file is generated: \`deno run -A scripts/config/generate.ts\`
`;

/** The table parameter → effect, in Markdown as `deno fmt` leaves it. */
export function effectsText(schema: Schema): string {
  const meanings = Object.entries(MEANING).map(([name, text]) => [`\`${name}\``, text]);
  return [
    HEAD,
    table(["effect", ""], meanings),
    GLOBAL,
    table(["parameter", "effect"], rows(schema.global)),
    PATH,
    table(["parameter", "effect"], rows(schema.path)),
    FOOT,
  ].join("");
}

function rows(declared: ReadonlyMap<string, Declared>): string[][] {
  return [...currentOf(declared)].map(([name, { effect }]) => [`\`${name}\``, effect]);
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...body].map((row) => row[i].length)));
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i], fill)).join(" | ")} |\n`;
  return [line(head), line(head.map(() => ""), "-"), ...body.map((row) => line(row))].join("");
}
