import { isPure } from "../rooms/rooms.ts";
import { repositoryPath } from "./location.ts";

const WHY = "a pure room must give the same answer for the same bytes, so that it can be tested, " +
  "fuzzed and replayed";

/** What a pure room may not name, and what to do instead. */
const GLOBALS: ReadonlyMap<string, string> = new Map([
  ...["Date", "performance", "Temporal"].map((n) => [n, "take the time as an argument"] as const),
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"].map((n) =>
    [n, "answer a deadline and let the caller wait"] as const
  ),
  ["crypto", "take randomness and ciphers as arguments"],
  ["console", "answer a value and let the caller log it"],
  ...["Deno", "process", "fetch", "WebSocket", "Worker", "globalThis"].map((n) =>
    [n, "leave I/O and the runtime to net/ and core/"] as const
  ),
  ["Promise", "be synchronous: whoever waits is not pure"],
]);

/** Keeps clocks, timers, randomness, logs, I/O and async out of media/ and wire/. */
export const pure: Deno.lint.Rule = {
  create(context) {
    if (!isPure(repositoryPath(context.filename))) return {};
    const refuse = (node: Deno.lint.Node, what: string, instead: string) =>
      context.report({ node, message: `${what} is not for pure rooms: ${instead}; ${WHY}` });
    const noAsync = (node: Deno.lint.Node & { async: boolean }) => {
      if (node.async) refuse(node, "async", "be synchronous: whoever waits is not pure");
    };
    return {
      Identifier(node) {
        const instead = GLOBALS.get(node.name);
        if (instead !== undefined && isReference(node)) refuse(node, node.name, instead);
      },
      MemberExpression(node) {
        if (context.sourceCode.getText(node) !== "Math.random") return;
        refuse(node, "Math.random", "take randomness as an argument");
      },
      AwaitExpression: (node) => refuse(node, "await", "be synchronous: whoever waits is not pure"),
      ImportExpression: (node) => refuse(node, "import()", "import at the top: loading is I/O"),
      FunctionDeclaration: noAsync,
      FunctionExpression: noAsync,
      ArrowFunctionExpression: noAsync,
    };
  },
};

/** Whether a name means the global, and is not a property, a key or a member of that name. */
function isReference(node: Deno.lint.Identifier): boolean {
  const parent = node.parent as Deno.lint.Node & { computed?: boolean };
  if ("property" in parent && parent.property === node) return parent.computed === true;
  if ("key" in parent && parent.key === node) {
    return parent.computed === true || ("shorthand" in parent && parent.shorthand === true);
  }
  return true;
}
