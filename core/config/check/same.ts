/** Equality of decoded values: scalars, lists and plain objects. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && sameValue(a[key as never], b[key as never]));
}

/**
 * `next` with the objects of `before` wherever they are equal, so that equality can be told by identity; `before`
 * itself where everything is.
 */
export function shared<T extends object>(before: T, next: T): T {
  const result: Record<string, unknown> = {};
  let same = Object.keys(before).length === Object.keys(next).length;
  for (const key in next) {
    const kept = sameValue(before[key], next[key]);
    result[key] = kept ? before[key] : next[key];
    same &&= kept;
  }
  return same ? before : result as T;
}
