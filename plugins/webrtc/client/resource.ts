import { askHttp, type HttpAnswer, type HttpQuestion } from "net/http_client.ts";

/** Milliseconds for one answer, and for the goodbye. */
const ANSWER = 10_000, GOODBYE = 3000;

export interface ResourceOptions {
  /** `whep://`, `wheps://`, `whip://` or `whips://`, maybe with user and password. */
  readonly url: string;
  /** Instead of user and password; empty for none. */
  readonly token: string;
  /** Of the certificate; empty where an authority vouches for it. */
  readonly fingerprint: string;
}

/** A server of WHIP or WHEP, and our session there (RFC 9725 §4). Rejects with what the server has against it. */
export class Resource {
  readonly #url: string;
  readonly #headers: Record<string, string> = {};
  #session: string | undefined;

  constructor(private readonly options: ResourceOptions) {
    const url = new URL(options.url.replace(/^wh[ei]p/, "http"));
    const { username, password } = url;
    if (options.token !== "") this.#headers.Authorization = `Bearer ${options.token}`;
    else if (username !== "") {
      const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      this.#headers.Authorization = `Basic ${new TextEncoder().encode(login).toBase64()}`;
    }
    url.username = url.password = url.hash = "";
    this.#url = url.href;
  }

  /** The URL without credentials, as it is configured. */
  get shown(): string {
    const url = new URL(this.options.url);
    url.username = url.password = url.hash = "";
    return url.href;
  }

  /** URLs of STUN servers that the server tells of; none where it tells nothing. */
  async servers(): Promise<string[]> {
    try {
      const { headers } = await this.#ask({ url: this.#url, method: "OPTIONS", timeout: ANSWER });
      const links = headers.get("link") ?? "";
      return [...links.matchAll(/<(stun:[^>]+)>; *rel="?ice-server/g)].map(([, url]) => url);
    } catch {
      return [];
    }
  }

  /** Sends the offer; the answer to it. */
  async offer(sdp: string): Promise<string> {
    const headers = { "Content-Type": "application/sdp" };
    const question = {
      url: this.#url,
      method: "POST",
      text: sdp,
      headers,
      timeout: ANSWER,
    } as const;
    const answer = await this.#ask(question);
    if (answer.status !== 201) throw new Error(refusalOf(answer));
    const location = answer.headers.get("location");
    if (location) this.#session = new URL(location, answer.url).href;
    return answer.body;
  }

  /** Ends the session there. Never rejects. */
  async end(): Promise<void> {
    const url = this.#session;
    this.#session = undefined;
    if (url === undefined) return;
    await this.#ask({ url, method: "DELETE", timeout: GOODBYE }).catch(() => {});
  }

  #ask(question: Omit<HttpQuestion, "fingerprint">): Promise<HttpAnswer> {
    const { fingerprint } = this.options;
    const own = new URL(question.url).origin === new URL(this.#url).origin;
    return askHttp({
      ...question,
      headers: { ...own && this.#headers, ...question.headers },
      fingerprint: question.url.startsWith("https:") ? fingerprint : "",
    });
  }
}

function refusalOf({ status, body }: HttpAnswer): string {
  let reason = "";
  try {
    reason = String(JSON.parse(body).error ?? "");
  } catch {
    // Not every server explains itself.
  }
  return `the server answers ${status}${reason && `: ${reason}`}`;
}
