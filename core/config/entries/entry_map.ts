type Test<V> = (value: V) => boolean;

/**
 * An immutable map of thousands of entries, of which one is changed at a time: the map after a change shares all else
 * with the one before, and what is known of all entries is carried along. Iterates in no order that means anything.
 */
export class EntryMap<V> implements ReadonlyMap<string, V> {
  /** How many entries pass each test that was asked for. */
  readonly #passing = new Map<Test<V>, number>();

  private constructor(
    private readonly base: ReadonlyMap<string, V>,
    /** What differs from the base; undefined where an entry is gone. */
    private readonly changes: ReadonlyMap<string, V | undefined>,
    readonly size: number,
  ) {}

  /** The entries of a map, which is not copied and must not be changed afterwards. */
  static of<V>(entries: ReadonlyMap<string, V>): EntryMap<V> {
    return entries instanceof EntryMap ? entries : new EntryMap(entries, new Map(), entries.size);
  }

  /** The map with another value of a key, or without it. */
  with(key: string, value: V | undefined): EntryMap<V> {
    const before = this.get(key);
    const changes = new Map(this.changes).set(key, value);
    const size = this.size + Number(value !== undefined) - Number(before !== undefined);
    const next = new EntryMap(this.base, changes, size).#folded();
    for (const [test, count] of this.#passing) {
      const passes = (one: V | undefined) => Number(one !== undefined && test(one));
      next.#passing.set(test, count + passes(value) - passes(before));
    }
    return next;
  }

  get(key: string): V | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.base.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Whether an entry passes `test`, which must be the same function whenever the same is asked: it is counted once. */
  some(test: (value: V) => boolean): boolean {
    const count = this.#passing.get(test) ?? this.values().filter(test).toArray().length;
    this.#passing.set(test, count);
    return count > 0;
  }

  /** The keys whose entries may differ from those of `before`: few where one came of the other by few changes. */
  differing(before: EntryMap<V>): ReadonlySet<string> {
    const [now, then] = this.base === before.base ? [this.changes, before.changes] : [this, before];
    return new Set([...now.keys(), ...then.keys()]);
  }

  *entries(): MapIterator<[string, V]> {
    for (const [key, value] of this.base) if (!this.changes.has(key)) yield [key, value];
    for (const [key, value] of this.changes) if (value !== undefined) yield [key, value];
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(act: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) act(value, key, this);
  }

  /** Many changes become a base of their own, so that each costs little and a look-up stays one. */
  #folded(): EntryMap<V> {
    if (this.changes.size <= 32 + this.base.size / 32) return this;
    return EntryMap.of(new Map(this.entries()));
  }
}
