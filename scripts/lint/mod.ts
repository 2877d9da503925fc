/** The house's own lint rules. Each message says why; limits below these are budgets (scripts/ok). */
import { fileLength, functionLength } from "./length.ts";
import { modules } from "./modules.ts";
import { names } from "./names.ts";
import { pure } from "./pure.ts";
import { rooms } from "./rooms.ts";

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "rooms": rooms,
    "pure": pure,
    "modules": modules,
    "names": names,
    "file-length": fileLength(600),
    "function-length": functionLength(120),
  },
};

export default plugin;
