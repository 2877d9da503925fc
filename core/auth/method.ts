import type { AuthRequest, AuthResult, Credentials } from "core/auth/request.ts";

/** One way to answer a question. Never rejects. */
export type Method = (request: AuthRequest) => Promise<AuthResult>;

/** Whether the client gave nothing to prove who it is. */
export function nothingGiven({ user, password, token, queryToken, verify }: Credentials): boolean {
  return !user && !password && !token && !queryToken && verify === undefined;
}

/** The token: as such, else in place of a password, else in the query. */
export function bearerOf({ password, token, queryToken }: Credentials): string {
  return token || password || queryToken || "";
}
