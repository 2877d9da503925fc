const BUCKETS = 64;

/**
 * A map that shares all but one of its parts with the one that it was made of: a changed copy of thousands of entries
 * costs microseconds, where copying a `Map` of that size takes milliseconds and a block of memory. In no order.
 */
export class LargeMap<V> implements ReadonlyMap<string, V> {
  #values: readonly V[] | undefined;

  private constructor(
    private readonly buckets: readonly ReadonlyMap<string, V>[],
    readonly size: number,
  ) {}

  static of<V>(entries: ReadonlyMap<string, V>): LargeMap<V> {
    const buckets = Array.from({ length: BUCKETS }, () => new Map<string, V>());
    for (const [key, value] of entries) buckets[bucketOf(key)].set(key, value);
    return new LargeMap(buckets, entries.size);
  }

  get(key: string): V | undefined {
    return this.buckets[bucketOf(key)].get(key);
  }

  has(key: string): boolean {
    return this.buckets[bucketOf(key)].has(key);
  }

  /** A copy with another value of `key`. */
  with(key: string, value: V): LargeMap<V> {
    return this.#replaced(key, (bucket) => bucket.set(key, value));
  }

  /** A copy without `key`. */
  without(key: string): LargeMap<V> {
    return this.#replaced(key, (bucket) => bucket.delete(key));
  }

  forEach(fn: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) fn(value, key, this);
  }

  *entries(): Generator<[string, V], undefined> {
    for (const bucket of this.buckets) yield* bucket;
  }

  *keys(): Generator<string, undefined> {
    for (const bucket of this.buckets) yield* bucket.keys();
  }

  /** Gone through several times at each change: collected once. */
  values(): ArrayIterator<V> {
    return (this.#values ??= this.buckets.flatMap((bucket) => [...bucket.values()])).values();
  }

  [Symbol.iterator](): Generator<[string, V], undefined> {
    return this.entries();
  }

  #replaced(key: string, change: (bucket: Map<string, V>) => void): LargeMap<V> {
    const index = bucketOf(key), before = this.buckets[index], after = new Map(before);
    change(after);
    return new LargeMap(this.buckets.with(index, after), this.size + after.size - before.size);
  }
}

/** FNV-1a. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % BUCKETS;
}
