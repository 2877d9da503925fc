import { type HttpContent, HttpGetter } from "net/http/get.ts";
import type { Clock } from "net/clock.ts";
import type { Range, Source } from "../wire/reading/playlist.ts";
import { Cookies } from "./cookies.ts";

/** Bytes of a playlist, and of a segment. */
const PLAYLIST_LIMIT = 4 * 1024 * 1024, SEGMENT_LIMIT = 128 * 1024 * 1024;
const REDIRECTS = 10;

export interface FetcherOptions {
  readonly clock: Clock;
  readonly fingerprint: string;
  readonly signal: AbortSignal;
  /** Milliseconds that an answer may take. */
  timeout(): number;
}

/** A playlist as it came. */
export interface FetchedText {
  readonly text: string;
  /** Behind redirects: what its URIs are relative to. */
  readonly url: URL;
}

/** Fetches the files of one stream. */
export class Fetcher {
  readonly #getter = new HttpGetter();
  readonly #cookies = new Cookies();

  constructor(private readonly options: FetcherOptions) {}

  /** `more`: milliseconds that it may take longer, since the server waits as well. */
  async playlist(url: URL, more = 0): Promise<FetchedText> {
    const { content, url: final } = await this.#get(url, PLAYLIST_LIMIT, more);
    return { text: new TextDecoder().decode(content.body), url: final };
  }

  async segment({ uri, range }: Source, base: URL): Promise<Uint8Array> {
    const { content: { body, status } } = await this.#get(
      new URL(uri, base),
      SEGMENT_LIMIT,
      0,
      range,
    );
    if (!range || status === 206) return body;
    return body.subarray(range.offset, range.offset + range.length);
  }

  close(): void {
    this.#getter[Symbol.dispose]();
  }

  async #get(
    url: URL,
    limit: number,
    more: number,
    range?: Range,
  ): Promise<{ content: HttpContent; url: URL }> {
    for (let left = REDIRECTS; left > 0; left--) {
      const content = await this.#once(url, limit, more, range), { status, headers } = content;
      this.#cookies.keep(url, headers);
      const location = headers.get("location");
      if (status >= 300 && status < 400 && location !== null) url = new URL(location, url);
      else if (status === 200 || status === 206) return { content, url };
      else throw new Error(`bad status code: ${status}`);
    }
    throw new Error("too many redirects");
  }

  async #once(url: URL, limit: number, more: number, range?: Range): Promise<HttpContent> {
    const { clock, fingerprint, signal, timeout } = this.options, late = new AbortController();
    const cancel = clock.setTimer(
      () => late.abort(new Error("the server does not answer")),
      timeout() + more,
    );
    const headers = this.#headers(url, range), target = new URL(url);
    target.username = target.password = "";
    try {
      const all = AbortSignal.any([signal, late.signal]);
      return await this.#getter.get({ url: target.href, headers, limit, fingerprint, signal: all });
    } finally {
      cancel();
    }
  }

  #headers(url: URL, range?: Range): Record<string, string> {
    const { username, password } = url, cookie = this.#cookies.header(url);
    const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return {
      ...username !== "" && {
        Authorization: `Basic ${new TextEncoder().encode(user).toBase64()}`,
      },
      ...cookie !== undefined && { Cookie: cookie },
      ...range && { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` },
    };
  }
}
