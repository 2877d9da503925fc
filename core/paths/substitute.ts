/** Replaces `$NAME` of `variables` and `$G1`, `$G2`, … by the groups, higher numbers first. */
export function substitute(
  text: string,
  groups: readonly string[],
  variables: Readonly<Record<string, string>>,
): string {
  let result = text;
  for (const [name, value] of Object.entries(variables)) {
    result = result.replaceAll(`$${name}`, () => value);
  }
  for (let i = groups.length; i > 0; i--) result = result.replaceAll(`$G${i}`, () => groups[i - 1]);
  return result;
}
