import { errorAnswer, Refusal, unauthorizedAnswer } from "core/mod.ts";

/** What is said of how long an answer may be kept. */
export const CACHE = {
  client: "private, no-cache",
  multivariant: "public, max-age=30",
  live: "no-cache",
  fixed: "public, max-age=3600",
  page: "max-age=3600",
} as const;

export const PLAYLIST = "application/vnd.apple.mpegurl";

/** An answer with content. */
export function contentAnswer(
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  cache: string,
): Response {
  return new Response(body, { headers: { "Content-Type": type, "Cache-Control": cache } });
}

/** Sends a client elsewhere on this server. */
export function redirectAnswer(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location } });
}

/** Lets a client keep a value and send it with requests for the same folder. */
export function setCookie(answer: Response, name: string, value: string): void {
  answer.headers.append(
    "Set-Cookie",
    `${name}=${value}; HttpOnly; Secure; SameSite=None; Partitioned`,
  );
}

/** The path of an URL with a query. */
export function withQuery(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}

/** The stream cannot be had as HLS; the log says why. */
export function unavailableAnswer(): Response {
  return errorAnswer(500, "muxer instance not available");
}

/** What a client is told of a refusal; other errors are thrown on. */
export function refusalAnswer(error: unknown): Response {
  if (!(error instanceof Refusal)) throw error;
  switch (error.kind) {
    case "credentials needed":
      return unauthorizedAnswer(true);
    case "not authorised":
      return unauthorizedAnswer(false);
    case "no stream":
      return errorAnswer(404, error.message);
    case "tracks do not fit":
    case "closed":
      return unavailableAnswer();
    default:
      return errorAnswer(500, error.message);
  }
}
