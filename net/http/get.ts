import type { IncomingMessage } from "node:http";

/** A request for the content of an URL. */
export interface HttpGet {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of an answer that are taken: more is an error. */
  readonly limit: number;
  /** SHA-256 of the certificate (64 lower-case hexadecimal digits); empty where an authority must vouch for it. */
  readonly fingerprint: string;
  readonly signal: AbortSignal;
}

/** An answer, of any status: redirects are not followed. */
export interface HttpContent {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Gets the content of URLs, where it can over connections that are kept for the next one. */
export class HttpGetter implements Disposable {
  readonly #client = Deno.createHttpClient({});

  /** Rejects with the reason where there is no whole answer, or where the signal aborts. */
  async get(question: HttpGet): Promise<HttpContent> {
    const pinned = question.fingerprint !== "" && question.url.startsWith("https:");
    try {
      return pinned ? await this.#getPinned(question) : await this.#get(question);
    } catch (error) {
      if (question.signal.aborted) throw question.signal.reason;
      throw new Error(reasonOf(error), { cause: error });
    }
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  async #get({ url, headers, limit, signal }: HttpGet): Promise<HttpContent> {
    const options = { headers, signal, redirect: "manual", client: this.#client } as const;
    const answer = await fetch(url, options), { status } = answer;
    return { status, headers: answer.headers, body: await readAll(answer.body ?? [], limit) };
  }

  /** Each over a connection of its own: what keeps others cannot ask for their certificate. */
  async #getPinned({ url, headers, limit, fingerprint, signal }: HttpGet): Promise<HttpContent> {
    const { request } = await import("node:https"), { pinnedSocket } = await import("net/tls.ts");
    const { hostname, port } = new URL(url), host = hostname.replace(/^\[|\]$/g, "");
    const target = { hostname: host, port: Number(port || 443), signal };
    const socket = await pinnedSocket(target, fingerprint);
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const options = { signal, createConnection: () => socket };
        const sent = request(url, { ...options, headers: { ...headers, Connection: "close" } });
        sent.on("error", reject);
        sent.on("response", resolve);
        sent.end();
      });
      const body = await readAll(answer, limit), told = new Headers();
      for (let i = 0; i < answer.rawHeaders.length; i += 2) {
        told.append(answer.rawHeaders[i], answer.rawHeaders[i + 1]);
      }
      return { status: answer.statusCode ?? 0, headers: told, body };
    } finally {
      socket.destroy();
    }
  }
}

async function readAll(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > limit) throw new Error(`the answer is longer than ${limit} bytes`);
    parts.push(part);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Without the URL, which may hold a key of its own; Deno hides the reason behind "fetch failed". */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const deepest = cause instanceof Error ? cause.message : message;
  return /client error \([^)]*\): (.*)$/s.exec(deepest)?.[1] ?? deepest;
}
