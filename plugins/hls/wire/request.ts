/** What a request's path asks for. */
export type Target =
  | { readonly kind: "nothing" | "script" }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "page"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly file: string };

const NOTHING: Target = { kind: "nothing" };
const MEDIA = /\.(?:m3u8|ts|mp4|mp)$/;

/** Reads the path of an URL as it was sent, percent signs and all. */
export function readTarget(sent: string): Target {
  const path = decode(sent);
  if (path === undefined) return NOTHING;
  const whole = path.slice(1), slash = whole.lastIndexOf("/");
  if (whole.endsWith("/hls.min.js")) return { kind: "script" };
  if (["", "favicon.ico"].includes(whole) || whole.endsWith("/hls.min.js.map")) return NOTHING;
  if (MEDIA.test(whole)) {
    if (slash <= 0) return NOTHING;
    const file = whole.slice(slash + 1).replace(/\.mp$/, ".mp4");
    return { kind: "file", path: whole.slice(0, slash), file };
  }
  if (!whole.endsWith("/")) return { kind: "folder", path: whole };
  return slash > 0 ? { kind: "page", path: whole.slice(0, -1) } : NOTHING;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What a player wants to be there before it is answered (RFC 8216bis §6.2.5.2), and to be left out. */
export interface Directives {
  readonly segment?: number;
  readonly part?: number;
  readonly skip: boolean;
}

/** Reads the directives of a raw query; undefined where they mean nothing. */
export function readDirectives(query: string): Directives | undefined {
  const parameters = new URLSearchParams(query), get = (name: string) => parameters.get(name);
  const skip = ["YES", "v2"].includes(get("_HLS_skip") ?? "");
  const [segment, part] = [get("_HLS_msn"), get("_HLS_part")].map(readNumber);
  if (Number.isNaN(segment) || Number.isNaN(part)) return undefined;
  if (part !== undefined && segment === undefined) return undefined;
  return { segment, part, skip };
}

function readNumber(text: string | null): number | undefined {
  if (text === null) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}

/** Parameters of a query that are ours. */
const OURS: ReadonlySet<string> = new Set(["cookieCheck", "session"]);

/** What of a raw query belongs behind every URI of a playlist; the directives only where they are `kept`. */
export function keptQuery(query: string, kept: boolean): string {
  return query.split("&").filter((pair) => {
    const name = decode(pair.split("=", 1)[0]) ?? "";
    return pair !== "" && !OURS.has(name) && (kept || !name.startsWith("_HLS_"));
  }).join("&");
}

/** A cookie of a request (RFC 6265 §5.4); undefined where it is not there. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.split("=", 2);
    if (key.trim() === name) return value?.trim();
  }
  return undefined;
}
