import { bearerOf, type Method, nothingGiven } from "core/auth/method.ts";
import { type Permission, permits } from "core/auth/permission.ts";
import type { AuthFailure, AuthRequest, AuthResult, Credentials } from "core/auth/request.ts";
import { messageOf } from "core/errors.ts";
import type { HttpAnswer, HttpQuestion } from "net/http_client.ts";

/** The parameters of the http method. */
export interface HttpSettings {
  readonly authHTTPAddress: string;
  readonly authHTTPFingerprint: string;
  readonly authHTTPExclude: readonly Permission[];
  /** Milliseconds. */
  readonly readTimeout: number;
}

/** Characters of a refusing answer that are logged. */
const QUOTED = 1000;

/** What is looked at of an answer. */
export type Answer = Pick<HttpAnswer, "status" | "body">;

/** Asks, and resolves with the answer. */
export type Ask = (question: HttpQuestion) => Promise<Answer>;

/** Asks a server, once per question: 200 to 299 grants. */
export function httpMethod(settings: HttpSettings, ask: Ask): Method {
  const excluded = permits(settings.authHTTPExclude);
  return async (request) => {
    if (excluded(request.action, request.path)) return { ok: true, user: "" };
    try {
      return verdict(request, await ask(questionOf(settings, request)));
    } catch (error) {
      const failure = refused(request, `HTTP request failed: ${messageOf(error)}`);
      return { ...failure, undecided: true };
    }
  };
}

function questionOf(settings: HttpSettings, request: AuthRequest): HttpQuestion {
  const { ip, credentials, action, path, protocol, id, query, userAgent } = request;
  const { user, password } = credentials, token = bearerOf(credentials);
  return {
    url: settings.authHTTPAddress,
    method: "POST",
    body: { ip, user, password, token, action, path, protocol, id, query, userAgent },
    timeout: settings.readTimeout,
    fingerprint: settings.authHTTPFingerprint,
  };
}

function verdict(request: AuthRequest, { status, body }: Answer): AuthResult {
  if (status >= 200 && status <= 299) return { ok: true, user: request.credentials.user };
  const said = withoutSecrets(body, request.credentials).slice(0, QUOTED);
  return refused(request, `server replied with code ${status}${said && `: ${said}`}`);
}

/** Servers quote what they were asked, as JSON or in a URL. */
function withoutSecrets(text: string, { password, token, queryToken }: Credentials): string {
  const secrets = [password, token, queryToken ?? ""].filter((secret) => secret !== "");
  const written = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  return written.reduce((rest, secret) => rest.replaceAll(secret, "<redacted>"), text);
}

function refused(request: AuthRequest, reason: string): AuthFailure {
  const ask = nothingGiven(request.credentials);
  return { ok: false, reason: `authentication failed: ${reason}`, ask };
}
