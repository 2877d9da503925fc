/** A request to a server elsewhere. */
export interface HttpQuestion {
  readonly url: string;
  readonly method: "GET" | "POST" | "OPTIONS" | "PATCH" | "DELETE";
  /** `Authorization` goes no further than the server that is asked. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of a body; `headers` say what it is. */
  readonly text?: string;
  /** Milliseconds for the whole of it. */
  readonly timeout: number;
  /** SHA-256 of the certificate (64 lower-case hexadecimal digits); empty where an authority must vouch for it. */
  readonly fingerprint: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Where the answer came from, behind redirects. */
  readonly url: string;
  /** The body as text, cut at `BODY_LIMIT` bytes. */
  readonly body: string;
}

/** Bytes of an answer that are read. */
export const BODY_LIMIT = 128 * 1024;

/** Servers that a question is sent on to, at most. */
const REDIRECTS = 5;

/**
 * Asks and reads the answer; rejects when there is none in time. Redirects are followed, save where the certificate
 * is pinned (another server would have another one), and where they would turn a POST into a GET: without its body it
 * would be another question.
 */
export async function askHttp(question: HttpQuestion): Promise<HttpAnswer> {
  const { timeout, fingerprint } = question, signal = AbortSignal.timeout(timeout);
  try {
    return fingerprint === ""
      ? await askPlain(question, signal)
      : await askPinned(question, signal);
  } catch (error) {
    throw new Error(reasonOf(error, timeout), { cause: error });
  }
}

async function askPlain(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  const { method } = question, { headers, body } = contentOf(question);
  const options = { method, headers, signal, redirect: "manual", ...body && { body } } as const;
  let url = question.url;
  for (let left = REDIRECTS;; left--) {
    const response = await fetch(url, options), { status } = response;
    const location = response.headers.get("location");
    if (location === null || !keepsQuestion(status, method)) {
      return { status, headers: response.headers, url, body: await readText(response) };
    }
    await response.body?.cancel();
    if (left === 0) throw new Error("too many redirects");
    const next = new URL(location, url);
    if (next.origin !== new URL(url).origin) delete headers.Authorization;
    url = next.href;
  }
}

/** RFC 9110 §15.4: the others change POST to GET. */
function keepsQuestion(status: number, method: string): boolean {
  return status === 307 || status === 308 ||
    (method === "GET" && [301, 302, 303].includes(status));
}

/** Without the URL, which may hold a key of its own. */
function reasonOf(error: unknown, timeout: number): string {
  const { name, message, cause } = error as Error;
  if (name === "TimeoutError") return `no answer within ${timeout} ms`;
  // Deno hides the reason behind "fetch failed".
  const deepest = cause instanceof Error ? cause.message : message;
  return /client error \([^)]*\): (.*)$/s.exec(deepest)?.[1] ?? deepest;
}

function contentOf(
  { headers = {}, body, text }: HttpQuestion,
): { headers: Record<string, string>; body?: string } {
  if (text !== undefined) return { headers: { ...headers }, body: text };
  if (body === undefined) return { headers: { ...headers } };
  return {
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

async function askPinned(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, method, fingerprint } = question, { hostname, port } = new URL(url);
  const { request } = await import("node:https"), { pinnedSocket } = await import("net/tls.ts");
  const host = hostname.replace(/^\[|\]$/g, "");
  const target = { hostname: host, port: Number(port || 443), signal };
  const socket = await pinnedSocket(target, fingerprint);
  const { headers, body } = contentOf(question);
  try {
    return await new Promise((resolve, reject) => {
      const options = { method, signal, createConnection: () => socket };
      const sent = request(url, { ...options, headers: { ...headers, Connection: "close" } });
      sent.on("error", reject);
      sent.on("response", (response) => {
        const read = readText({ body: response });
        const known = {
          status: response.statusCode ?? 0,
          headers: headersOf(response.headers),
          url,
        };
        read.then((text) => resolve({ ...known, body: text }), reject);
      });
      sent.end(body);
    });
  } finally {
    socket.destroy();
  }
}

function headersOf(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const all = new Headers();
  for (const [name, value = []] of Object.entries(headers)) {
    for (const one of typeof value === "string" ? [value] : value) all.append(name, one);
  }
  return all;
}

interface Readable {
  readonly body: AsyncIterable<Uint8Array> | null;
}

async function readText(response: Readable): Promise<string> {
  const decoder = new TextDecoder();
  let text = "", bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    text += decoder.decode(chunk.subarray(0, chunk.length - Math.max(0, bytes - BODY_LIMIT)), {
      stream: true,
    });
    if (bytes >= BODY_LIMIT) break;
  }
  return text + decoder.decode();
}
