interface Cookie {
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
}

/** Cookies of servers, kept as long as a stream is pulled (RFC 6265, without its domains and dates). */
export class Cookies {
  readonly #kept = new Map<string, Cookie>();

  /** Keeps what an answer sets. */
  keep(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(";").map((part) => part.trim());
      const at = pair.indexOf("=");
      if (at <= 0) continue;
      const attribute = (name: string) =>
        attributes.find((each) => each.toLowerCase().startsWith(name));
      const path = attribute("path=")?.slice("path=".length) || folderOf(url);
      const name = pair.slice(0, at), value = pair.slice(at + 1), { host } = url;
      const key = `${host} ${path} ${name}`;
      if (attribute("max-age=0")) this.#kept.delete(key);
      else {this.#kept.set(key, {
          value: `${name}=${value}`,
          host,
          path,
          secure: !!attribute("secure"),
        });}
    }
  }

  /** What is sent with a request; undefined for nothing. */
  header(url: URL): string | undefined {
    const sent = [...this.#kept.values()].filter(({ host, path, secure }) =>
      host === url.host && url.pathname.startsWith(path) && (!secure || isSafe(url))
    );
    return sent.length === 0 ? undefined : sent.map(({ value }) => value).join("; ");
  }
}

function folderOf({ pathname }: URL): string {
  return pathname.slice(0, pathname.lastIndexOf("/") + 1);
}

/** Browsers trust this machine as well. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
