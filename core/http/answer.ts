/** Everything as JSON, safe within HTML: `&`, `<`, `>` and the line ends of JavaScript as escapes. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[&<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function jsonAnswer(value: unknown, status = 200): Response {
  return jsonTextAnswer(toJson(value), status);
}

/** The same of what is JSON already. */
export function jsonTextAnswer(text: string, status = 200): Response {
  const headers = { "Content-Type": "application/json; charset=utf-8" };
  return new Response(text, { status, headers });
}

/** `{"status":"error","error":REASON}`. */
export function errorAnswer(status: number, error: string): Response {
  return jsonAnswer({ status: "error", error }, status);
}

/** What answers to an URL or method that nobody serves. */
export function notFoundAnswer(): Response {
  return new Response("404 page not found", {
    status: 404,
    headers: { "Content-Type": "text/plain" },
  });
}

/** The refusal of a request; `ask` for credentials where none were given. */
export function unauthorizedAnswer(ask: boolean): Response {
  const answer = errorAnswer(401, "authentication error");
  if (ask) answer.headers.set("WWW-Authenticate", 'Basic realm="mediamtx"');
  return answer;
}
