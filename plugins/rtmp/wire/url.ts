/** What a client wants to publish or to read. */
export interface Resource {
  /** The path name: percent-decoded, without leading and trailing slashes. */
  readonly path: string;
  /** Raw query, without the question mark. */
  readonly query: string;
}

/**
 * The path and query of `tcUrl` (or, where it is no URL, `app`) and a stream name: the name stands behind the path.
 * Clients have queries in both; what is in the URL comes first.
 */
export function resourceOf(tcUrl: string, app: string, name: string): Resource {
  const url = /^\w+:\/\/[^/?#]*(.*)$/s.exec(tcUrl.trim())?.[1];
  const [front, frontQuery] = splitQuery(url ?? app), [back, backQuery] = splitQuery(name.trim());
  const path = [front, back].map(trimSlashes).filter((part) => part !== "").join("/");
  const query = [frontQuery, backQuery].filter((part) => part !== "").join("&");
  return { path: decode(path), query };
}

function splitQuery(text: string): [path: string, query: string] {
  const mark = text.indexOf("?");
  return mark < 0 ? [text, ""] : [text.slice(0, mark), text.slice(mark + 1).replace(/\/$/, "")];
}

function trimSlashes(text: string): string {
  let start = 0, end = text.length;
  while (start < end && text[start] === "/") start++;
  while (end > start && text[end - 1] === "/") end--;
  return text.slice(start, end);
}

/** As it is where its escapes are none. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
