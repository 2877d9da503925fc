/**
 * Replaces `$NAME` of `variables` and `$G1`, `$G2`, … by the groups, the longest name that fits first. What was put in
 * is not looked at again: it comes from requests.
 */
export function substitute(
  text: string,
  groups: readonly string[],
  variables: Readonly<Record<string, string>>,
): string {
  const values = new Map(Object.entries(variables));
  groups.forEach((group, i) => values.set(`G${i + 1}`, group));
  const names = [...values.keys()].sort((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  return text.replace(new RegExp(`\\$(${names.join("|")})`, "g"), (_, name) => values.get(name)!);
}
