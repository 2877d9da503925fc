import { bearerOf, type Method, nothingGiven } from "core/auth/method.ts";
import { type Permission, permits } from "core/auth/permission.ts";
import type { AuthRequest, AuthResult } from "core/auth/request.ts";
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

export type Ask = (question: HttpQuestion) => Promise<HttpAnswer>;

/** Asks a server, once per question: 200 to 299 grants. */
export function httpMethod(settings: HttpSettings, ask: Ask): Method {
  const excluded = permits(settings.authHTTPExclude);
  return async (request) => {
    if (excluded(request.action, request.path)) return { ok: true, user: "" };
    try {
      return verdict(request, await ask(questionOf(settings, request)));
    } catch (error) {
      return refused(request, `HTTP request failed: ${messageOf(error)}`);
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

function verdict(request: AuthRequest, { status, body }: HttpAnswer): AuthResult {
  if (status >= 200 && status <= 299) return { ok: true, user: request.credentials.user };
  const said = body === "" ? "" : `: ${body}`;
  return refused(request, `server replied with code ${status}${said}`);
}

function refused(request: AuthRequest, reason: string): AuthResult {
  const ask = nothingGiven(request.credentials);
  return { ok: false, reason: `authentication failed: ${reason}`, ask };
}
