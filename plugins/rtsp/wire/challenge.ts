/** What a server wants to be shown (RFC 7235 §4.1): a scheme in lower case, parameters with lower-case names. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** `NAME=VALUE` or `NAME="VALUE"`, separated by commas (RFC 7235 §2.1); names in lower case, the first one counts. */
export function parseParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (
    const [, name, quoted, plain] of text.matchAll(
      /(?<![\w-])([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,]*))/g,
    )
  ) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted ?? plain);
  }
  return parameters;
}

/** The challenges of WWW-Authenticate headers, in order; one header may hold several. */
export function parseChallenges(values: readonly string[]): Challenge[] {
  return values.flatMap((value) =>
    starts(value).map((from, i, all) => {
      const [scheme] = /^\w+/.exec(value.slice(from))!;
      const parameters = parseParameters(value.slice(from + scheme.length, all[i + 1]));
      return { scheme: scheme.toLowerCase(), parameters };
    })
  );
}

/** Where challenges begin: at the schemes we know, outside of quotes. */
function starts(value: string): number[] {
  const bare = value.replace(/"[^"]*"/g, (quoted) => "_".repeat(quoted.length));
  return [...bare.matchAll(/(?<=^\s*|,\s*)(?:basic|digest)(?=\s|$)/gi)].map((match) => match.index);
}
