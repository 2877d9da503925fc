/** The value of Access-Control-Allow-Origin for a request's Origin; undefined for no header. */
export type Cors = (origin: string | null) => string | undefined;

/** Prepares `…AllowOrigins`: `*`, origins, and origins whose host holds `*`. */
export function corsOf(allowed: readonly string[]): Cors {
  const anyone = allowed.includes("*") ? "*" : undefined;
  const named = originsNamed(allowed);
  return (origin) => {
    if (origin === null) return anyone;
    if (parseOrigin(origin) === undefined) return undefined;
    return named(origin) ? origin : anyone;
  };
}

/** Whether an origin is allowed by an entry of its own, `*` alone left out. */
export function originsNamed(allowed: readonly string[]): (origin: string) => boolean {
  const tests = allowed.filter((entry) => entry !== "*").map(entryTest);
  return (origin) => {
    const parsed = parseOrigin(origin);
    return parsed !== undefined && tests.some((fits) => fits(parsed));
  };
}

/** Whether a host name is that of an entry. */
export function hostsNamed(allowed: readonly string[]): (hostname: string) => boolean {
  const tests = allowed.filter((entry) => entry !== "*").flatMap((entry) => {
    const parts = splitEntry(entry);
    return parts ? [hostPattern(parts.host)] : [];
  });
  return (hostname) => tests.some((pattern) => pattern.test(hostname.toLowerCase()));
}

interface Origin {
  readonly scheme: string;
  readonly hostname: string;
  /** Of the scheme where none is written. */
  readonly port: string;
}

/** Undefined for what is no origin, `null` included. */
function parseOrigin(text: string): Origin | undefined {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[^\s:/?#[\]@]+)(?::(\d+))?$/i.exec(text);
  if (!match) return undefined;
  const scheme = match[1].toLowerCase();
  return { scheme, hostname: match[2].toLowerCase(), port: match[3] ?? portOf(scheme) };
}

function portOf(scheme: string): string {
  return scheme === "https" ? "443" : scheme === "http" ? "80" : "";
}

interface Entry {
  readonly scheme: string;
  readonly host: string;
  readonly port: string | undefined;
}

function splitEntry(entry: string): Entry | undefined {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[^\]]+\]|[^\s:/?#[\]]+)(?::(\d+|\*))?\/?$/i
    .exec(entry);
  if (!match) return undefined;
  return { scheme: match[1]?.toLowerCase() ?? "", host: match[2].toLowerCase(), port: match[3] };
}

/** With a `*` in the host the scheme does not matter. */
function entryTest(entry: string): (origin: Origin) => boolean {
  const parts = splitEntry(entry);
  if (!parts) return () => false;
  const { scheme, host } = parts, wild = host.includes("*"), pattern = hostPattern(host);
  return (origin) => {
    const port = parts.port ?? portOf(wild ? origin.scheme : scheme);
    return (wild || origin.scheme === scheme) && (port === "*" || origin.port === port) &&
      pattern.test(origin.hostname);
  };
}

/** `*.` stands for any sub-domain or none, `*` for any text. */
function hostPattern(host: string): RegExp {
  const below = host.startsWith("*.") ? "(?:.*\\.)?" : "";
  const parts = host.slice(below ? 2 : 0).split("*");
  const escaped = parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${below}${escaped.join(".*")}$`);
}
