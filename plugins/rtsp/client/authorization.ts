import { digestResponse } from "../digest.ts";
import { type Challenge, parseChallenges } from "../wire/challenge.ts";
import type { Response } from "../wire/message.ts";

/** What proves who we are, once a server has asked: Digest with SHA-256 or MD5, or Basic, the strongest it takes. */
export class Authorization {
  #challenge: Challenge | undefined;
  #count = 0;

  /** `cnonce`: makes a client's nonce for Digest. */
  constructor(
    private readonly user: string,
    private readonly password: string,
    private readonly cnonce = () => crypto.randomUUID().replaceAll("-", ""),
  ) {}

  /** Takes the challenges of a 401; false where asking again cannot help. */
  challenged(answer: Pick<Response, "headers">): boolean {
    if (this.user === "" && this.password === "") return false;
    const chosen = strongest(parseChallenges(answer.headers.get("www-authenticate") ?? []));
    const before = this.#challenge;
    if (!chosen || before && !isNew(chosen, before)) return false;
    this.#challenge = chosen;
    this.#count = 0;
    return true;
  }

  /** The Authorization header of a request; undefined until a server has asked. */
  header(method: string, url: string): string | undefined {
    if (!this.#challenge) return undefined;
    const { scheme, parameters } = this.#challenge;
    return scheme === "basic" ? this.#basic() : this.#digest(parameters, method, url);
  }

  #basic(): string {
    const bytes = new TextEncoder().encode(`${this.user}:${this.password}`);
    return `Basic ${btoa(String.fromCharCode(...bytes))}`;
  }

  #digest(challenge: ReadonlyMap<string, string>, method: string, uri: string): string {
    const { user, password } = this;
    const realm = challenge.get("realm") ?? "", nonce = challenge.get("nonce") ?? "";
    const algorithm = challenge.get("algorithm") ?? "", session = /-sess$/i.test(algorithm);
    const hash = isSha256(algorithm) ? "sha256" : "md5";
    const withQop = /\bauth\b(?!-)/i.test(challenge.get("qop") ?? "");
    const count = (++this.#count).toString(16).padStart(8, "0");
    const once = withQop || session ? { cnonce: this.cnonce(), count } : undefined;
    const response = digestResponse({
      ...{ user, password, realm, nonce, method, uri, hash, session },
      ...once && { once },
    });
    const given = { username: user, realm, nonce, uri, response, opaque: challenge.get("opaque") };
    const quoted = Object.entries(given).filter(([, value]) => value !== undefined);
    return `Digest ${
      [
        ...quoted.map(([name, value]) => `${name}="${value!.replace(/["\\]/g, "\\$&")}"`),
        ...algorithm === "" ? [] : [`algorithm=${algorithm}`],
        ...once ? [`qop=auth, nc=${once.count}, cnonce="${once.cnonce}"`] : [],
      ].join(", ")
    }`;
  }
}

function isSha256(algorithm: string): boolean {
  return /^sha-?256(-sess)?$/i.test(algorithm);
}

function strongest(challenges: readonly Challenge[]): Challenge | undefined {
  const rank = ({ scheme, parameters }: Challenge) => {
    const algorithm = parameters.get("algorithm") ?? "";
    if (scheme === "basic") return 1;
    if (isSha256(algorithm)) return 3;
    return /^(md5(-sess)?)?$/i.test(algorithm) ? 2 : 0;
  };
  return challenges.filter(rank).sort((a, b) => rank(b) - rank(a))[0];
}

/** Basic that was refused stays refused; Digest is worth another try with another nonce. */
function isNew(challenge: Challenge, before: Challenge): boolean {
  if (challenge.scheme !== before.scheme) return true;
  return challenge.parameters.get("nonce") !== before.parameters.get("nonce");
}
