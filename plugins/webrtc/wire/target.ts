/** What a URL of the server means. */
export type Target =
  | { readonly kind: "nothing" }
  | { readonly kind: "script"; readonly name: "reader" | "publisher" }
  /** `/PATH`, which is shown at `/PATH/`. */
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "page"; readonly name: "read" | "publish"; readonly path: string }
  | {
    readonly kind: "session";
    readonly action: "read" | "publish";
    readonly path: string;
    /** Empty where a session is to be made. */
    readonly secret: string;
  };

/** Reads the path of a URL: `/PATH/`, `/PATH/publish`, `/PATH/whip`, `/PATH/whep/SECRET` … */
export function readTarget(urlPath: string): Target {
  const text = decode(urlPath);
  if (text === undefined || text.length < 2) return { kind: "nothing" };
  const session = /^\/(.+)\/(whip|whep)(?:\/([^/]*))?$/.exec(text);
  if (session) {
    const [, path, protocol, secret = ""] = session;
    return { kind: "session", action: protocol === "whip" ? "publish" : "read", path, secret };
  }
  const script = /\/(reader|publisher)\.js$/.exec(text)?.[1];
  if (script === "reader" || script === "publisher") return { kind: "script", name: script };
  const publish = /^\/(.+)\/publish\/?$/.exec(text);
  if (publish) return { kind: "page", name: "publish", path: publish[1] };
  if (/\/favicon\.ico$/.test(text)) return { kind: "nothing" };
  return text.endsWith("/")
    ? { kind: "page", name: "read", path: text.slice(1, -1) }
    : { kind: "folder", path: text.slice(1) };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
