import { repositoryPath } from "./location.ts";

const FORBIDDEN = /^(utils?|commons?|helpers?|misc)$/;

/** Refuses folders and files named after nothing. */
export const names: Deno.lint.Rule = {
  create(context) {
    return {
      Program(node) {
        const bad = repositoryPath(context.filename).split("/")
          .map((part) => part.replace(/(_test)?\.[^/]+$/, ""))
          .find((part) => FORBIDDEN.test(part));
        if (bad === undefined) return;
        const message = `'${bad}' says nothing about what is inside, so anything collects there: ` +
          "name it after what it does";
        context.report({ node, message });
      },
    };
  },
};
