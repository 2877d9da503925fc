/** Parameters of `a=fmtp` behind the payload type (RFC 8866 §6.15): names in lower case, the first of each counts. */
export function parseFmtp(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of text.split(";")) {
    const at = part.indexOf("=");
    const name = (at < 0 ? part : part.slice(0, at)).trim().toLowerCase();
    const value = at < 0 ? "" : part.slice(at + 1).trim();
    if (name && !parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

/** The value of `a=fmtp` behind the payload type; empty where there are no parameters. */
export function writeFmtp(parameters: ReadonlyMap<string, string>): string {
  return [...parameters].map(([name, value]) => value === "" ? name : `${name}=${value}`).join(
    "; ",
  );
}
