const CHARACTERS = /^[0-9A-Za-z_\-/.]+$/;

/** Why a text cannot be the name of a path, in words that follow `path NAME`; undefined where it can. */
export function checkPathName(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name.startsWith("/")) return "it begins with a slash";
  if (name.endsWith("/")) return "it ends with a slash";
  if (!CHARACTERS.test(name)) return "it may hold letters, digits and _ - . / only";
  if (name.split("/").some((segment) => segment === "." || segment === "..")) {
    return "it holds a segment that is . or ..";
  }
  return undefined;
}

/** Whether a key of `paths` matches every name. */
export function isCatchAll(key: string): boolean {
  return key === "all_others" || key === "all" || key === "~^.*$";
}

/** Whether a key of `paths` is a pattern rather than a name. */
export function isPatternKey(key: string): boolean {
  return key.startsWith("~") || isCatchAll(key);
}

/** The expression of a key that is a pattern. */
export function expressionOf(key: string): string {
  return key.startsWith("~") ? key.slice(1) : "^.*$";
}
