import { createHmac } from "node:crypto";
import type { ICEServer } from "../config.ts";

const DAY = 86_400;
/** The user name that says that the password is a secret shared with the server. */
const SHARED = "AUTH_SECRET";
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** What somebody logs in to a server with. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The credentials of a server; those made of a shared secret are good for a day. `now` in milliseconds. */
export function loginOf({ username, password }: ICEServer, now: number): Login {
  if (username !== SHARED) return { username, password };
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  const random = [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  const shortLived = `${Math.floor(now / 1000) + DAY}:${random}`;
  const digest = createHmac("sha1", password).update(shortLived).digest("base64");
  return { username: shortLived, password: digest };
}

/** The servers as values of `Link` (RFC 9725 §4.6). */
export function linksOf(servers: readonly ICEServer[], now: number): string[] {
  return servers.map((server) => {
    const link = `<${server.url}>; rel="ice-server"`;
    if (server.username === "") return link;
    const { username, password } = loginOf(server, now);
    const login = `username=${quoted(username)}; credential=${quoted(password)}`;
    return `${link}; ${login}; credential-type="password"`;
  });
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Where a server is: `stun:HOST[:PORT]` and the like. */
export function serverAddress(url: string): { host: string; port: number } | undefined {
  const match = /^(stun|turns?):(?:\/\/)?(\[[^\]]+\]|[^:?[\]]+)(?::(\d{1,5}))?(?:\?.*)?$/.exec(url);
  if (!match) return undefined;
  const port = Number(match[3] ?? (match[1] === "turns" ? 5349 : 3478));
  return { host: match[2].replace(/^\[|\]$/g, ""), port };
}
