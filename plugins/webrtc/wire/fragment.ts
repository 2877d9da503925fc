import { Malformed } from "media/malformed.ts";

/** What a client adds to its offer later on (RFC 8840 §9). */
export interface Fragment {
  readonly ufrag?: string;
  readonly password?: string;
  /** Values of `a=candidate`. */
  readonly candidates: readonly string[];
}

const MAX_LINES = 1000;

export function parseFragment(text: string): Fragment | Malformed {
  const lines = text.split(/\r?\n/);
  if (lines.length > MAX_LINES) return new Malformed("fragment: too large");
  let ufrag: string | undefined, password: string | undefined, understood = false;
  const candidates: string[] = [];
  for (const line of lines) {
    const match = /^([a-z])=(?:([\w-]+):?\s*)?(.*)$/.exec(line);
    if (!match) {
      if (line.trim() === "") continue;
      return new Malformed(`fragment: ${line.slice(0, 80)}`);
    }
    understood = true;
    if (match[1] !== "a") continue;
    if (match[2] === "ice-ufrag") ufrag ??= match[3];
    else if (match[2] === "ice-pwd") password ??= match[3];
    else if (match[2] === "candidate") candidates.push(match[3]);
  }
  if (!understood) return new Malformed("fragment: empty");
  return {
    candidates,
    ...ufrag !== undefined && { ufrag },
    ...password !== undefined && { password },
  };
}

/** The answer to an ICE restart (RFC 9725 §4.3.3). */
export function writeFragment(
  { ufrag = "", password = "", candidates }: Fragment,
  mid: string,
): string {
  return [
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    "m=audio 9 UDP/TLS/RTP/SAVPF 0",
    `a=mid:${mid}`,
    ...candidates.map((candidate) => `a=${candidate}`),
    "a=end-of-candidates",
    "",
  ].join("\r\n");
}
