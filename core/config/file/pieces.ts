import { emptySection, isSection } from "core/config/check/raw.ts";
import { parseYaml, type YamlFile } from "core/config/file/yaml.ts";
import { Turns } from "core/turns.ts";

/** Characters of a piece, roughly: a millisecond of work. */
const PIECE = 1500;
/** Below it a text is parsed at once. */
const LARGE = 10_000;

/** What may refer to other parts of a text, or make documents of them; and tabs, which mean no fixed column. */
const TOGETHER = /(?:^|[\s,:[{])[&*!]|^(?:---|\.\.\.|%)|\t/m;
/** The line of a section whose entries have lines of their own. */
const SECTION = /^paths: *(?:#.*)?\r?\n/m;

/**
 * As `parseYaml`, in turns of a few milliseconds where the text is large: the entries of `paths` are parsed in pieces.
 * What cannot be divided, or has a problem, is parsed as a whole.
 */
export async function parseInTurns(text: string): Promise<YamlFile> {
  const turns = new Turns(), pieces = text.length < LARGE ? undefined : divide(text);
  const value = pieces && await join(pieces, turns);
  if (!value) return parseYaml(text);
  await turns.next();
  let whole: YamlFile | undefined;
  const locate: YamlFile["locate"] = (...at) => (whole ??= parseYaml(text)).locate(...at);
  return { value, problems: [], locate };
}

interface Pieces {
  /** The text without the entries of `paths`. */
  readonly rest: string;
  /** Some of the entries each, as they stand below `paths`. */
  readonly entries: readonly string[];
}

function divide(text: string): Pieces | undefined {
  const section = SECTION.exec(text);
  if (!section || TOGETHER.test(text)) return undefined;
  const from = section.index + section[0].length, tail = text.slice(from).search(/^[^\s#]/m);
  const to = tail < 0 ? text.length : from + tail, body = text.slice(from, to);
  const indent = /^( +)[^\s#]/m.exec(body)?.[1];
  if (indent === undefined) return undefined;
  const entries: string[] = [];
  let begin = 0;
  // A line with less is no entry's, and makes the piece that it is in wrong.
  for (const { index } of body.matchAll(new RegExp(`^${indent}(?=[^\\s#\\]}?:,-])`, "gm"))) {
    if (index - begin < PIECE) continue;
    entries.push(body.slice(begin, index));
    begin = index;
  }
  entries.push(body.slice(begin));
  return { rest: text.slice(0, from) + text.slice(to), entries };
}

async function join({ rest, entries }: Pieces, turns: Turns): Promise<unknown> {
  const { value: whole, problems } = parseYaml(rest);
  if (problems.length > 0 || !isSection(whole) || whole.paths !== null) return undefined;
  const paths = emptySection();
  for (const piece of entries) {
    if (turns.over) await turns.next();
    const { value, problems } = parseYaml("paths:\n" + piece);
    const some = isSection(value) && problems.length === 0 ? value.paths : undefined;
    if (!isSection(some)) return undefined;
    for (const [key, entry] of Object.entries(some)) {
      if (key in paths) return undefined;
      paths[key] = entry;
    }
  }
  return Object.assign(emptySection(), whole, { paths });
}
