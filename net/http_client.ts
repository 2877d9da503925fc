/** A request to a server elsewhere. */
export interface HttpQuestion {
  readonly url: string;
  readonly method: "GET" | "POST";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Milliseconds for the whole of it. */
  readonly timeout: number;
  /** SHA-256 of the certificate (64 lower-case hexadecimal digits); empty where an authority must vouch for it. */
  readonly fingerprint: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** The body as text, cut at `BODY_LIMIT` bytes. */
  readonly body: string;
}

/** Bytes of an answer that are read. */
export const BODY_LIMIT = 128 * 1024;

/**
 * Asks and reads the answer; rejects when there is none in time. Redirects are followed, save where the certificate
 * is pinned: another server would have another one.
 */
export async function askHttp(question: HttpQuestion): Promise<HttpAnswer> {
  if (question.fingerprint !== "") return await askPinned(question);
  const { url, method, timeout } = question;
  const { headers, body } = contentOf(question);
  const signal = AbortSignal.timeout(timeout);
  const options = { method, headers, signal, ...body && { body } };
  const response = await fetch(url, options).catch((error) => {
    // Deno hides the reason behind "fetch failed".
    throw error.cause ?? error;
  });
  return { status: response.status, body: await readText(response) };
}

function contentOf({ body }: HttpQuestion): { headers: Record<string, string>; body?: string } {
  if (body === undefined) return { headers: {} };
  return { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function askPinned(question: HttpQuestion): Promise<HttpAnswer> {
  const { url, method, timeout, fingerprint } = question;
  const { hostname, port } = new URL(url), signal = AbortSignal.timeout(timeout);
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
        read.then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
      });
      sent.end(body);
    });
  } finally {
    socket.destroy();
  }
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
