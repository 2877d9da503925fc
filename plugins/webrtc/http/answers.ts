import { errorAnswer, Refusal, unauthorizedAnswer } from "core/mod.ts";
import { Unacceptable } from "../wire/negotiate.ts";

export const SDP_TYPE = "application/sdp";
export const FRAGMENT_TYPE = "application/trickle-ice-sdpfrag";

/** What pages of other origins may ask for. */
export const PREFLIGHT = {
  methods: "OPTIONS, GET, POST, PATCH, DELETE",
  headers: "Authorization, Content-Type, If-Match",
};

/** Sends a client elsewhere on this server. */
export function redirectAnswer(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location } });
}

/** The path of an URL with a query. */
export function withQuery(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}

/** Pages are loaded when somebody first asks for one. */
export async function pageAnswer(name: "read" | "publish"): Promise<Response> {
  const { PAGES } = await import("../pages/pages.ts");
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache" };
  return new Response(PAGES[name], { headers });
}

export async function scriptAnswer(name: "reader" | "publisher"): Promise<Response> {
  const { SCRIPTS } = await import("../pages/scripts.ts");
  const headers = { "Content-Type": "application/javascript", "Cache-Control": "max-age=3600" };
  return new Response(SCRIPTS[name], { headers });
}

/** What a client is told of a failure. `offered`: it was an offer that failed. */
export function refusalAnswer(error: unknown, offered: boolean): Response {
  if (error instanceof Unacceptable) return errorAnswer(406, error.message);
  if (error instanceof Refusal) {
    if (error.kind === "credentials needed") return unauthorizedAnswer(true);
    if (error.kind === "not authorised") return unauthorizedAnswer(false);
    if (error.kind === "no stream") return errorAnswer(404, error.message);
  } else if (!offered) throw error;
  return errorAnswer(offered ? 400 : 500, (error as Error).message);
}
