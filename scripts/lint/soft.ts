/** The lengths at which a source is worth a second look: run by the budgets, never a failure. */
import { fileLength, functionLength } from "./length.ts";

const plugin: Deno.lint.Plugin = {
  name: "budget",
  rules: { "file-length": fileLength(300), "function-length": functionLength(50) },
};

export default plugin;
