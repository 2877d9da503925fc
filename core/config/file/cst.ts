import { CST, Lexer, Parser } from "yaml";
import { Turns } from "core/turns.ts";

export type BlockMap = CST.BlockMap;
export type Item = CST.BlockMap["items"][number];

/** Takes a text apart without changing anything of it, in turns of a few milliseconds. Its documents. */
export async function parseTokens(text: string): Promise<CST.Document[]> {
  const parser = new Parser(), tokens: CST.Token[] = [], turns = new Turns();
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (turns.over) await turns.next();
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens.filter((token) => token.type === "document");
}

/** The entry of a map in blocks by its name. */
export function findItem(map: BlockMap, name: string): Item | undefined {
  return map.items.find(({ key }) => key && nameOf(key) === name);
}

/** Undefined where it is no scalar. */
export function nameOf(key: CST.Token): string | undefined {
  return CST.resolveAsScalar(key)?.value;
}

/** Where the line of an entry begins. */
export function lineStart(text: string, { key }: Item): number {
  return text.lastIndexOf("\n", (key as CST.Token).offset - 1) + 1;
}

/** Where the text behind the colon begins; undefined where there is none. */
export function valueStart({ sep = [] }: Item): number | undefined {
  const colon = sep.find(({ type }) => type === "map-value-ind");
  return colon && colon.offset + 1;
}

/** Where an entry ends: behind its last line, comments on lines of their own left out. */
export function itemEnd({ key, sep = [], value }: Partial<Item>): number {
  if (value) return tokenEnd(value);
  const last = sep.at(-1);
  return lineEnd(sep) ?? (last ? endOf(last) : tokenEnd(key as CST.Token));
}

/** Whether an entry, or anything within, may be referred to by other parts of the text. */
export function isAnchored({ start = [], key, sep = [], value }: Partial<Item>): boolean {
  const marks = [...start, ...sep].some(({ type }) => type === "anchor");
  return marks ||
    [key, value].some((token) =>
      token && "items" in token && (token.items as Item[]).some(isAnchored)
    );
}

function tokenEnd(token: CST.Token): number {
  switch (token.type) {
    case "block-map":
    case "block-seq": {
      const items = (token.items as Item[]).filter(({ key, sep, value }) => key || sep || value);
      return items.length > 0 ? itemEnd(items[items.length - 1]) : token.offset;
    }
    case "flow-collection":
      return lineEnd(token.end) ?? endOf(token.end.at(-1) ?? token.start);
    case "block-scalar": {
      const last = token.props.at(-1);
      return (last ? tokenEnd(last) : token.offset) + token.source.length;
    }
    case "alias":
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      return lineEnd(token.end ?? []) ?? endOf(token.end?.at(-1) ?? token);
    default:
      return "source" in token ? token.offset + token.source.length : token.offset;
  }
}

/** Behind the first line end among some tokens. */
function lineEnd(tokens: readonly CST.SourceToken[]): number | undefined {
  const newline = tokens.find(({ type }) => type === "newline");
  return newline && newline.offset + newline.source.indexOf("\n") + 1;
}

function endOf({ offset, source }: { readonly offset: number; readonly source: string }): number {
  return offset + source.length;
}

/** Where a scalar stands, its quotes included, without what follows on its line; undefined for all else. */
export function scalarRange(value: CST.Token): [from: number, to: number] | undefined {
  return CST.isScalar(value) && value.type !== "alias" && value.type !== "block-scalar"
    ? [value.offset, endOf(value)]
    : undefined;
}
