/** A rule across parameters: what breaks it, a word of each problem it causes, and what keeps it. */
export interface RuleCase {
  readonly rule: string;
  readonly broken: string;
  /** In the order of the file: the position, the key and the words are in one line. */
  readonly problems: readonly RegExp[];
  readonly kept: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** The text of one entry, named cam, with some parameters. */
export function under(parameters: string): string {
  return `paths:\n  cam:\n${parameters.replace(/^/gm, "    ")}\n`;
}

/** The text of one entry that is a regular expression. */
export function pattern(parameters: string): string {
  return `paths:\n  '~^cam':\n${parameters.replace(/^/gm, "    ")}\n`;
}
