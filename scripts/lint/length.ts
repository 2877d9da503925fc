type Function =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** Files longer than `limit` lines. */
export function fileLength(limit: number): Deno.lint.Rule {
  return {
    create(context) {
      return {
        Program(node) {
          const lines = countLines(context.sourceCode.text.trimEnd());
          if (lines <= limit) return;
          const message =
            `${lines} lines, the limit is ${limit}: a file this long holds more than ` +
            "one idea and nobody reads it whole; split it by what its parts do";
          context.report({ node, message });
        },
      };
    },
  };
}

/** Functions longer than `limit` lines, first to last. */
export function functionLength(limit: number): Deno.lint.Rule {
  return {
    create(context) {
      const check = (node: Function) => {
        const lines = countLines(context.sourceCode.getText(node));
        if (lines <= limit) return;
        const message =
          `a function of ${lines} lines, the limit is ${limit}: its steps cannot be ` +
          "named, tested or reused one by one; give them functions of their own";
        context.report({ node, message });
      };
      return {
        FunctionDeclaration: check,
        FunctionExpression: check,
        ArrowFunctionExpression: check,
      };
    },
  };
}

function countLines(text: string): number {
  return text.split("\n").length;
}
