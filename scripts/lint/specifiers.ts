/** A place that names a module, and the name. */
type Visit = (node: Deno.lint.Node, specifier: string) => void;

/**
 * Visits everything that names a module by a literal: imports and re-exports with or without
 * `type`, `import()` as a value and as a type, and `import x = require()`.
 */
export function specifiers(visit: Visit): Deno.lint.LintVisitor {
  const report = (node: Deno.lint.Node, source: Deno.lint.Node | null | undefined) => {
    const specifier = literal(source);
    if (specifier !== undefined) visit(node, specifier);
  };
  return {
    ImportDeclaration: (node) => report(node, node.source),
    ExportAllDeclaration: (node) => report(node, node.source),
    ExportNamedDeclaration: (node) => report(node, node.source),
    ImportExpression: (node) => report(node, node.source),
    TSImportType: (node) => report(node, node.argument),
    TSExternalModuleReference: (node) => report(node, node.expression),
  };
}

function literal(node: Deno.lint.Node | null | undefined): string | undefined {
  if (node?.type === "TSLiteralType") return literal(node.literal);
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type !== "TemplateLiteral" || node.quasis.length !== 1) return undefined;
  return node.quasis[0]?.cooked;
}
