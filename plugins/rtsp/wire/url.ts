import { Malformed } from "media/malformed.ts";

/** The parts of an RTSP URL that a server needs. */
export interface RtspUrl {
  /** The path name: percent-decoded, without leading and trailing slash. */
  readonly path: string;
  /** Raw query, without the question mark. */
  readonly query: string;
  /** What follows the last slash where it has the form of a control attribute: `trackID=0`. */
  readonly control?: string;
}

/** Splits a request URL; `withControl` for SETUP, whose URL ends in a control attribute, even behind a query. */
export function parseRtspUrl(url: string, withControl: boolean): RtspUrl | Malformed {
  const match = /^rtsps?:\/\/[^/?#]*(.*)$/i.exec(url);
  if (!match) return new Malformed(`invalid URL '${url}'`);
  let rest = match[1], control: string | undefined;
  if (withControl) {
    const slash = rest.lastIndexOf("/");
    if (slash < 0) return new Malformed("URL without a control part");
    const [name, query] = rest.slice(slash + 1).split("?", 2);
    control = name;
    rest = rest.slice(0, slash) + (query === undefined ? "" : `?${query}`);
  }
  const mark = rest.indexOf("?");
  const raw = mark < 0 ? rest : rest.slice(0, mark);
  const query = mark < 0 ? "" : rest.slice(mark + 1).replace(/\/$/, "");
  const path = decode(raw);
  if (path === undefined) return new Malformed(`invalid percent-encoding in URL '${url}'`);
  return {
    path: path.replace(/^\//, "").replace(/\/$/, ""),
    query,
    ...control !== undefined && { control },
  };
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
