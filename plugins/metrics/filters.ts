/** What a request selects. */
export interface Filters {
  /** One kind of group; empty for all. */
  readonly type: string;
  /** The value of a filter that selects single items; empty where it is not given. */
  item(name: string): string;
  /** Some such filter is given: groups without one of their own are left out. */
  readonly byItem: boolean;
}

/** Names of filters that select single items: those of servers that are off count as well. */
const ITEM = /^path$|_(?:conn|session|muxer|dest)$/;

/** Reads a raw query. Filters with empty values are not given. */
export function parseFilters(query: string): Filters {
  const given = new URLSearchParams(query);
  const item = (name: string) => given.get(name) ?? "";
  return {
    type: item("type"),
    item,
    byItem: [...given].some(([name, value]) => value !== "" && ITEM.test(name)),
  };
}
