import { LargeMap } from "core/config/map/large_map.ts";

/** Entries from which on the order of a map is given up for the sake of speed. */
const LARGE = 1000;

/** A copy of a map with another value of `key`. */
export function mapWith<V>(map: ReadonlyMap<string, V>, key: string, value: V) {
  return isLarge(map) ? large(map).with(key, value) : new Map(map).set(key, value);
}

/** A copy of a map without `key`. */
export function mapWithout<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (isLarge(map)) return large(map).without(key);
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

function isLarge(map: ReadonlyMap<string, unknown>): boolean {
  return map.size >= LARGE;
}

function large<V>(map: ReadonlyMap<string, V>): LargeMap<V> {
  return map instanceof LargeMap ? map : LargeMap.of(map);
}
