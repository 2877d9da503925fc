import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
} from "yaml";
import { type Locate, NOWHERE, type Origin, type Place } from "core/config/check/problem.ts";
import { emptySection } from "core/config/check/raw.ts";
import { resolvePlain } from "core/config/file/scalar.ts";

/** A problem of the text itself; line and column count from 1. */
export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A parsed YAML file. */
export interface YamlFile {
  /** Maps without prototype, lists and scalars; null for an empty file. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Positions within this text; `file` is null. */
  readonly locate: Locate;
}

/** Parses one document. Positions are looked up again only when they are asked for. Never throws. */
export function parseYaml(text: string): YamlFile {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      schema: "failsafe",
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: lines,
    });
    return new Reader(document, lines).read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problems = [{ line: 1, column: 1, text: "it is nested too deeply" }];
    return { value: null, problems, locate: () => NOWHERE };
  }
}

class Reader {
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  readonly #indexes = new Map<YAMLMap, ReadonlyMap<string | number, Pair>>();
  readonly #problems: YamlProblem[] = [];

  constructor(private readonly document: Document.Parsed, private readonly lines: LineCounter) {}

  read(): YamlFile {
    for (const { code, message, pos } of this.document.errors) {
      const several = "only one document may be in it";
      this.#refuse(pos[0], code === "MULTIPLE_DOCS" ? several : `it is not valid YAML: ${message}`);
    }
    const value = this.#problems.length > 0 ? null : this.#value(this.document.contents);
    const locate: Locate = (place, part) => this.#locate(place, part);
    return { value, problems: this.#problems, locate };
  }

  #refuse(offset: number, text: string): void {
    const { line, col } = this.lines.linePos(offset);
    this.#problems.push({ line, column: col, text });
  }

  #value(node: unknown): unknown {
    if (isAlias(node)) return this.#value(this.#target(node));
    if (isScalar(node)) return this.#noted(node, scalarValue(node));
    if (!isMap(node) && !isSeq(node)) return null;
    if (this.#open.has(node)) {
      this.#refuse(node.range![0], "it holds itself");
      return null;
    }
    this.#noted(node, undefined);
    this.#open.add(node);
    const value = isMap(node) ? this.#map(node) : node.items.map((item) => this.#value(item));
    this.#open.delete(node);
    return value;
  }

  #noted<T>(node: Node & { anchor?: string }, value: T): T {
    if (node.anchor) this.#anchors.set(node.anchor, node);
    return value;
  }

  #target(alias: Alias): Node | undefined {
    const node = this.#anchors.get(alias.source);
    if (!node) this.#refuse(alias.range![0], `*${alias.source} is not defined before`);
    return node;
  }

  #map(map: YAMLMap): Record<string, unknown> {
    const values = emptySection();
    const merged: Pair[] = [];
    for (const pair of map.items) {
      if (isMerge(pair)) merged.push(pair);
      else this.#entry(pair, values);
    }
    for (const { value } of merged) this.#merge(value, values);
    return values;
  }

  #entry({ key, value }: Pair, values: Record<string, unknown>): void {
    if (!isScalar(key)) {
      const range = (key as Node | null)?.range;
      return this.#refuse(range?.[0] ?? 0, "a name must be text");
    }
    const name = keyText(key);
    if (name in values) this.#refuse(key.range![0], `${name} is there twice`);
    values[name] = this.#value(value);
  }

  /** `<<: *other` takes what the map itself does not set. */
  #merge(value: unknown, values: Record<string, unknown>): void {
    const sources = isSeq(value) ? value.items : [value];
    for (const source of sources) {
      const more = this.#value(source);
      if (typeof more !== "object" || more === null || Array.isArray(more)) continue;
      for (const [name, one] of Object.entries(more)) if (!(name in values)) values[name] = one;
    }
  }

  /** Walks to a place; where it does not exist, the position of the last key that does. */
  #locate(place: Place, part: "key" | "value"): Origin {
    let node: unknown = this.document.contents;
    let key: unknown;
    for (const step of place) {
      const pair = this.#child(node, step);
      if (!pair) return this.#origin(key, undefined);
      ({ key, value: node } = pair);
    }
    return part === "key" ? this.#origin(key, node) : this.#origin(node, node);
  }

  #child(node: unknown, step: string | number): { key: unknown; value: unknown } | undefined {
    const target = isAlias(node) ? this.#anchors.get(node.source) : node;
    if (isSeq(target) && typeof step === "number") {
      const item = target.items[step];
      return item === undefined ? undefined : { key: item, value: item };
    }
    if (!isMap(target)) return undefined;
    const pair = this.#pairs(target).get(step);
    if (pair) return pair;
    const merged = target.items.filter(isMerge)
      .flatMap(({ value }) => isSeq(value) ? value.items : [value]);
    return merged.map((source) => this.#child(source, step)).find((found) => found);
  }

  /** Indexed once, since many problems may lie within one large map. */
  #pairs(map: YAMLMap): ReadonlyMap<string | number, Pair> {
    const known = this.#indexes.get(map);
    if (known) return known;
    const scalars = map.items.filter(({ key }) => isScalar(key));
    const index = new Map(scalars.map((pair) => [keyText(pair.key as Scalar), pair]));
    this.#indexes.set(map, index);
    return index;
  }

  #origin(at: unknown, value: unknown): Origin {
    const range = (at as Node | undefined)?.range;
    if (!range) return NOWHERE;
    const { line, col } = this.lines.linePos(range[0]);
    const plain = isScalar(value) && value.type === Scalar.PLAIN ? value.source : undefined;
    return { file: null, line, column: col, plain };
  }
}

function scalarValue(node: Scalar): unknown {
  const isText = node.type !== Scalar.PLAIN || node.tag === "tag:yaml.org,2002:str";
  return isText ? String(node.value) : resolvePlain(node.source ?? "");
}

/** The words for booleans are booleans as keys too, as with the original; everything else is taken as written. */
function keyText(key: Scalar): string {
  const plain = key.type === Scalar.PLAIN ? resolvePlain(key.source ?? "") : undefined;
  return typeof plain === "boolean" ? String(plain) : key.source ?? String(key.value);
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.source === "<<";
}
