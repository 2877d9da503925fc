import { Malformed } from "media/malformed.ts";

/** What a caller asks for. */
export interface Request {
  readonly action: "publish" | "read";
  readonly path: string;
  /** Raw, without the question mark. */
  readonly query: string;
  readonly user: string;
  readonly password: string;
}

const STANDARD = "#!::";
/** What some players put behind everything. */
const FEEDBACK = "#feedbackplay";

/**
 * Reads a stream ID: `ACTION:PATH[:QUERY]`, `ACTION:PATH:USER:PASS[:QUERY]`, or the standard form
 * `#!::m=ACTION,r=PATH,u=USER,s=PASS` (SRT access control guidelines).
 */
export function readStreamId(text: string): Request | Malformed {
  return text.startsWith(STANDARD) ? readStandard(text.slice(STANDARD.length)) : readCustom(text);
}

/** A stream ID as logs show it: without what may be a password. */
export function showStreamId(text: string): string {
  return text.startsWith(STANDARD)
    ? text.replace(/([:,]s=)[^,]*/g, "$1…")
    : text.replace(/^([^:]*:[^:]*:)[^]*$/, "$1…");
}

function readStandard(text: string): Request | Malformed {
  let action: Request["action"] = "read", resource = "", user = "", password = "";
  for (const pair of text.split(",")) {
    const at = pair.indexOf("="), key = pair.slice(0, at), value = pair.slice(at + 1);
    if (at < 0) return new Malformed("a key has no value");
    if (key === "u") user = value;
    else if (key === "s") password = value;
    else if (key === "r") resource = value;
    else if (key === "m") {
      if (value !== "request" && value !== "publish") {
        return new Malformed("its mode (m) is unknown; allowed: request, publish");
      }
      action = value === "publish" ? "publish" : "read";
    }
  }
  const [path, query] = cut(resource);
  return { action, path, query, user, password };
}

function readCustom(text: string): Request | Malformed {
  const plain = text.endsWith(FEEDBACK) ? text.slice(0, -FEEDBACK.length) : text;
  const parts = plain.split(":"), [action, path] = parts;
  if (parts.length < 2 || parts.length > 5) {
    return new Malformed("it must be ACTION:PATH[:QUERY] or ACTION:PATH:USER:PASS[:QUERY]");
  }
  if (action !== "read" && action !== "publish") {
    return new Malformed("its action is unknown; allowed: read, publish");
  }
  const account = parts.length > 3;
  return {
    action,
    path,
    user: account ? parts[2] : "",
    password: account ? parts[3] : "",
    query: parts[account ? 4 : 2] ?? "",
  };
}

function cut(resource: string): [path: string, query: string] {
  const at = resource.indexOf("?");
  return at < 0 ? [resource, ""] : [resource.slice(0, at), resource.slice(at + 1)];
}
