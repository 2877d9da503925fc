import { type Access, type HttpRequest, notFoundAnswer, unauthorizedAnswer } from "core/mod.ts";
import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import type { Muxer } from "../muxer.ts";
import type { Registry } from "../registry.ts";
import type { Session } from "../session/session.ts";
import { keptQuery, readCookie, readTarget } from "../wire/request.ts";
import {
  CACHE,
  contentAnswer,
  PLAYLIST,
  redirectAnswer,
  refusalAnswer,
  setCookie,
  unavailableAnswer,
  withQuery,
} from "./answers.ts";
import { fileAnswer, hasContents } from "./media.ts";

const INDEX = "index.m3u8";
/** Asked for to find out whether the client keeps cookies; and the cookie that it then sends. */
const CHECK = "cookieCheck", SESSION = "hlsSession";

/** Answers the requests of one server. */
export class Handler {
  constructor(private readonly registry: Registry) {}

  async handle(request: HttpRequest): Promise<Response> {
    if (request.method !== "GET") return notFoundAnswer();
    const target = readTarget(request.path);
    switch (target.kind) {
      case "nothing":
        return notFoundAnswer();
      case "script": {
        const { script } = await import("../page/script.ts");
        return contentAnswer(script, "application/javascript", CACHE.page);
      }
      case "folder":
        return redirectAnswer(withQuery(`${request.path}/`, request.query));
      case "page":
        return await this.#page(request, target.path);
      case "file":
        if (target.file === INDEX) return await this.#index(request, target.path);
        return await this.#file(request, target.path, target.file);
    }
  }

  async #page(request: HttpRequest, path: string): Promise<Response> {
    try {
      await this.#authorize(request, path, null);
    } catch (error) {
      return refusalAnswer(error);
    }
    const { PAGE } = await import("../page/page.ts");
    return contentAnswer(PAGE, "text/html; charset=utf-8", CACHE.page);
  }

  /** Every request for the index begins a session, once it is known whether the client keeps cookies. */
  async #index(request: HttpRequest, path: string): Promise<Response> {
    const id = crypto.randomUUID(), isCDN = this.#isCDN(request);
    const parameters = new URLSearchParams(request.query);
    if (!isCDN && parameters.get(CHECK) !== "1") return checkCookies(request, parameters);
    try {
      const access = isCDN
        ? this.registry.paths.grant("read", path, this.#kept(request))
        : await this.#authorize(request, path, id);
      const muxer = this.registry.muxer(access, request.peer);
      await muxer.started;
      if (!await hasContents(muxer)) return unavailableAnswer();
      const { ip, peer, userAgent } = request;
      const session = await this.registry.begin(muxer, access, { id, ip, peer, userAgent, isCDN });
      return this.#indexAnswer(request, muxer, session);
    } catch (error) {
      return refusalAnswer(error);
    }
  }

  #indexAnswer(request: HttpRequest, muxer: Muxer, session: Session): Response {
    const { isCDN } = session.client, { headers } = request.raw;
    const inCookie = readCookie(headers.get("cookie"), CHECK) === "1";
    const query = this.#uriQuery(request, inCookie || isCDN ? undefined : session);
    const text = muxer.playlists!.multivariant(query);
    session.sent(text.length);
    const answer = contentAnswer(text, PLAYLIST, isCDN ? CACHE.multivariant : CACHE.client);
    if (inCookie && !isCDN) setCookie(answer, SESSION, session.secret);
    return answer;
  }

  async #file(request: HttpRequest, path: string, file: string): Promise<Response> {
    if (this.#isCDN(request)) {
      const session = this.registry.shared(path);
      if (!session) return notFoundAnswer();
      session.touch();
      return await fileAnswer(session, file, request.query, this.#uriQuery(request));
    }
    const cookie = readCookie(request.raw.headers.get("cookie"), SESSION);
    const given = new URLSearchParams(request.query).get("session");
    const session = this.registry.session(cookie) ?? this.registry.session(given);
    if (!session || session.access.name !== path || session.client.ip !== request.ip) {
      return unauthorizedAnswer(false);
    }
    session.touch();
    const query = this.#uriQuery(request, session.secret === given ? session : undefined);
    return await fileAnswer(session, file, request.query, query);
  }

  /** `id`: of the session that is to begin. */
  async #authorize(request: HttpRequest, path: string, id: string | null): Promise<Access> {
    const { ip, credentials, userAgent, log } = request;
    const query = this.#kept(request);
    const who = { ip, credentials, userAgent, log, id };
    return await this.registry.paths.authorize({
      action: "read",
      path,
      query,
      protocol: "hls",
      ...who,
    });
  }

  /** What of the query belongs to the stream. */
  #kept({ query }: HttpRequest): string {
    return keptQuery(query, this.registry.config.hlsVariant === "mpegts");
  }

  /** What goes behind the URIs of playlists. */
  #uriQuery(request: HttpRequest, session?: Session): string {
    const kept = this.#kept(request);
    if (!session) return kept;
    return `${kept === "" ? "" : `${kept}&`}session=${session.secret}`;
  }

  #isCDN({ raw }: HttpRequest): boolean {
    const secret = this.registry.config.hlsCDNSecret;
    if (secret === "") return false;
    const [given, expected] = [raw.headers.get("authorization") ?? "", `Bearer ${secret}`]
      .map((text) => Buffer.from(text));
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

function checkCookies({ path }: HttpRequest, parameters: URLSearchParams): Response {
  parameters.set(CHECK, "1");
  parameters.sort();
  const answer = redirectAnswer(withQuery(path, parameters.toString()));
  setCookie(answer, CHECK, "1");
  return answer;
}
