import config from "../../deno.json" with { type: "json" };
import { refusal } from "../rooms/rooms.ts";
import { resolve } from "../rooms/specifier.ts";
import { repositoryPath } from "./location.ts";
import { specifiers } from "./specifiers.ts";

/** One way between rooms, relative and mapped imports alike; type imports count. */
export const rooms: Deno.lint.Rule = {
  create(context) {
    const from = repositoryPath(context.filename);
    return specifiers((node, specifier) => {
      const to = resolve(specifier, from, config.imports);
      const message = to === undefined ? undefined : refusal(from, to);
      if (message !== undefined) context.report({ node, message });
    });
  },
};
