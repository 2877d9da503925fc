import { Malformed } from "media/malformed.ts";

/** Limits on what a client may send, as the contract names them. */
export const LIMITS = {
  method: 64,
  url: 2048,
  headers: 255,
  headerName: 512,
  headerValue: 2048,
  body: 128 * 1024,
};

/** Header names in lower case; several lines of one name in the order received. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** An RTSP request (RFC 2326 §6). */
export interface Request {
  readonly kind: "request";
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** An RTSP response (RFC 2326 §7). */
export interface Response {
  readonly kind: "response";
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  readonly body: string;
}

/** The first value of a header, trimmed; undefined where it is absent. */
export function header(message: { readonly headers: Headers }, name: string): string | undefined {
  return message.headers.get(name)?.[0];
}

/**
 * Reads the lines before a body. `text` ends before the empty line. The body is added by the caller. `tolerant`: a
 * header that cannot be read is left out.
 */
export function parseHead(
  text: string,
  tolerant = false,
): Omit<Request, "body"> | Omit<Response, "body"> | Malformed {
  const [first, ...lines] = text.split(/\r?\n/);
  const headers = parseHeaders(lines, tolerant);
  if (headers instanceof Malformed) return headers;
  const status = /^RTSP\/\d\.\d\s+(\d{3})\s*(.*)$/.exec(first);
  if (status) return { kind: "response", status: Number(status[1]), reason: status[2], headers };
  const request = /^([A-Za-z_]+) (\S+) RTSP\/\d\.\d\s*$/.exec(first);
  if (!request) return new Malformed("not an RTSP request line");
  const [, method, url] = request;
  if (method.length > LIMITS.method) return new Malformed("method is too long");
  if (url.length > LIMITS.url) return new Malformed(`URL is longer than ${LIMITS.url} characters`);
  return { kind: "request", method, url, headers };
}

function parseHeaders(lines: readonly string[], tolerant: boolean): Headers | Malformed {
  if (lines.length > LIMITS.headers) return new Malformed(`more than ${LIMITS.headers} headers`);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    if (line === "") continue;
    const problem = headerProblem(line);
    if (problem !== undefined && tolerant) continue;
    if (problem !== undefined) return new Malformed(problem);
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase(), value = line.slice(colon + 1).trim();
    const values = headers.get(name);
    if (values) values.push(value);
    else headers.set(name, [value]);
  }
  return headers;
}

function headerProblem(line: string): string | undefined {
  const colon = line.indexOf(":");
  if (colon < 1) return "header without a colon";
  if (colon > LIMITS.headerName) return "header name is too long";
  if (line.slice(colon + 1).trim().length > LIMITS.headerValue) {
    return `header value is longer than ${LIMITS.headerValue} characters`;
  }
  return undefined;
}

/** The announced length of the body; 0 where there is none. */
export function bodyLength(headers: Headers): number | Malformed {
  const value = headers.get("content-length")?.[0];
  if (value === undefined) return 0;
  if (!/^\d{1,9}$/.test(value)) return new Malformed("invalid Content-Length");
  const length = Number(value);
  return length > LIMITS.body ? new Malformed(`body is longer than ${LIMITS.body} bytes`) : length;
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  302: "Found",
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  454: "Session Not Found",
  455: "Method Not Valid in This State",
  461: "Unsupported Transport",
  500: "Internal Server Error",
  501: "Not Implemented",
};

/** A response as a server fills it in; header values are written as given, one line each. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

const encoder = new TextEncoder();

/** Serialises a response to request number `cseq`. */
export function writeAnswer(answer: Answer, cseq: string | undefined, server: string): Uint8Array {
  const lines = [`RTSP/1.0 ${answer.status} ${REASONS[answer.status] ?? "Unknown"}`];
  if (cseq !== undefined) lines.push(`CSeq: ${cseq}`);
  lines.push(`Server: ${server}`, ...headerLines(answer.headers ?? {}));
  return join(lines, answer.body ?? "");
}

/** Serialises a request; the caller numbers it. */
export function writeRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
  body = "",
): Uint8Array {
  return join([`${method} ${url} RTSP/1.0`, ...headerLines(headers)], body);
}

function join(lines: string[], body: string): Uint8Array {
  const bytes = encoder.encode(body);
  if (bytes.length > 0) lines.push(`Content-Length: ${bytes.length}`);
  const head = encoder.encode(lines.join("\r\n") + "\r\n\r\n");
  if (bytes.length === 0) return head;
  const out = new Uint8Array(head.length + bytes.length);
  out.set(head);
  out.set(bytes, head.length);
  return out;
}

function headerLines(headers: Readonly<Record<string, string | readonly string[]>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((v) => `${name}: ${v}`)
  );
}
