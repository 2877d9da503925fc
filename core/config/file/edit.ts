import type { RawSection } from "core/config/check/raw.ts";
import {
  type BlockMap,
  findItem,
  isAnchored,
  type Item,
  itemEnd,
  lineStart,
  parseTokens,
  scalarRange,
  valueStart,
} from "core/config/file/cst.ts";
import type { Edits, EntryEdit } from "core/config/file/edits.ts";
import { renderEntry, renderValue } from "core/config/file/render.ts";
import { parseYaml } from "core/config/file/yaml.ts";

/**
 * The text of a configuration file with some edits, all else of it as it was, comments and order included. Works in
 * turns of a few milliseconds. Rejects with `Cannot edit …` where the text is written in a way that cannot be changed
 * in place.
 */
export async function editYaml(text: string, edits: Edits): Promise<string> {
  const [document, ...more] = await parseTokens(text);
  if (more.length > 0) throw new Error("Cannot edit the file: it holds several documents");
  const root = document?.value;
  if (root && root.type !== "block-map") throw refusal("the file", "it is no map in lines");
  return new Editor(text, root).edit(edits);
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Of what is put in: at one place the inner comes before the outer. */
  readonly indent: number;
}

class Editor {
  readonly #splices: Splice[] = [];

  constructor(private readonly text: string, private readonly root: BlockMap | undefined) {}

  edit({ global, pathDefaults, paths }: Edits): string {
    if (paths.size > 0) this.#paths(paths);
    if (Object.keys(pathDefaults).length > 0) this.#section("pathDefaults", pathDefaults);
    for (const [name, value] of Object.entries(global)) this.#set(this.root, name, value, 0);
    return this.#spliced();
  }

  #paths(edits: ReadonlyMap<string, EntryEdit>): void {
    const item = this.root && findItem(this.root, "paths"), map = item?.value;
    if (item && map?.type === "block-map") {
      for (const [key, edit] of edits) this.#entry(map, key, edit);
      return;
    }
    const isEmpty = !map || this.#valueOf(map) === null ||
      (map.type === "flow-collection" && map.items.length === 0);
    if (!isEmpty) throw refusal("paths", "it is not written in lines");
    const entries = [...edits].flatMap(([key, edit]) =>
      edit === "delete" ? [] : [[key, wholeOf(edit)] as const]
    );
    if (entries.length === 0) return;
    this.#set(this.root, "paths", Object.fromEntries(entries), 0);
  }

  #entry(map: BlockMap, key: string, edit: EntryEdit): void {
    const item = findItem(map, key);
    if (edit === "delete") {
      if (item) this.#remove(item, key);
    } else if (!item || edit.replace) {
      this.#set(map, key, wholeOf(edit), map.indent);
    } else this.#merge(item, key, edit.values, map.indent);
  }

  #section(name: string, values: RawSection): void {
    const item = this.root && findItem(this.root, name);
    if (item) this.#merge(item, name, values, 0);
    else this.#set(this.root, name, values, 0);
  }

  /** Sets some values within an entry whose name is indented by so many spaces. */
  #merge(item: Item, name: string, values: RawSection, indent: number): void {
    const { value } = item;
    if (value?.type === "block-map") {
      for (const [each, one] of Object.entries(values)) this.#set(value, each, one, value.indent);
      return;
    }
    const before = value ? this.#valueOf(value) : null;
    if (typeof before !== "object") throw refusal(name, "it is no map");
    this.#replace(item, name, { ...before, ...values }, indent);
  }

  #set(map: BlockMap | undefined, name: string, value: unknown, indent: number): void {
    const item = map && findItem(map, name);
    if (item) return this.#replace(item, name, value, indent);
    const last = map?.items.findLast(({ key }) => key),
      at = last ? itemEnd(last) : this.text.length;
    this.#splices.push({ from: at, to: at, text: renderEntry(name, value, indent), indent });
  }

  /** Puts a value in place of another; a comment behind one that stays on its line is kept. */
  #replace(item: Item, name: string, value: unknown, indent: number): void {
    const start = valueStart(item);
    if (start === undefined) throw refusal(name, "it has no colon");
    if (isAnchored(item)) throw refusal(name, "other parts of the file refer to it");
    const text = renderValue(value, indent), inline = text.indexOf("\n") === text.length - 1;
    const range = item.value && scalarRange(item.value);
    if (inline && range) this.#splice(...range, text.trim() || "null");
    else if (inline && !item.value) this.#splice(start, start, text.trimEnd());
    else this.#splice(start, itemEnd(item), text);
  }

  #remove(item: Item, name: string): void {
    if (isAnchored(item)) throw refusal(name, "other parts of the file refer to it");
    this.#splice(lineStart(this.text, item), itemEnd(item), "");
  }

  #splice(from: number, to: number, text: string): void {
    this.#splices.push({ from, to, text, indent: Infinity });
  }

  /** What a value means that is written within a line, and without other parts of the file. */
  #valueOf(value: NonNullable<Item["value"]>): unknown {
    const range = value.type === "flow-collection"
      ? [value.offset, itemEnd({ value })] as const
      : scalarRange(value);
    const parsed = range && parseYaml(this.text.slice(...range));
    if (parsed && parsed.problems.length === 0) return parsed.value;
    throw refusal("an entry", "it is made of other parts of the file");
  }

  #spliced(): string {
    let result = "", at = 0;
    const order = (a: Splice, b: Splice) => a.from - b.from || b.indent - a.indent || 0;
    for (const { from, to, text } of this.#splices.toSorted(order)) {
      result += this.text.slice(at, from);
      const begins = text.endsWith("\n") && from === to && result !== "" && !result.endsWith("\n");
      result += (begins ? "\n" : "") + text;
      at = Math.max(at, to);
    }
    return result + this.text.slice(at);
  }
}

/** An entry as it is written where there is none, or in place of the one that is there. */
function wholeOf({ values, whole }: Exclude<EntryEdit, "delete">): RawSection | null {
  const entry = whole ?? values;
  return Object.keys(entry).length > 0 ? entry : null;
}

function refusal(what: string, reason: string): Error {
  return new Error(`Cannot edit ${what}: ${reason}`);
}
