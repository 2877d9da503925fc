import { messageOf } from "core/errors.ts";
import { errorAnswer } from "core/http/answer.ts";
import { HttpListening } from "core/http/listening.ts";
import { HttpRequest } from "core/http/request.ts";
import { type HttpParameters, type Live, liveOf } from "core/http/settings.ts";
import type { HttpSurroundings } from "core/http/surroundings.ts";
import type { Logger } from "core/log/logger.ts";
import { formatPeer, peerIp } from "net/address.ts";
import type { HttpExchange, HttpLimits } from "net/http.ts";

/** What a plugin serves over HTTP. */
export interface HttpService {
  /** Answers a request; what it throws is logged and answered with 500. */
  handle(request: HttpRequest): Response | Promise<Response>;
  /** What pages of other origins may ask for: answers their browsers' question (CORS preflight). */
  readonly preflight?: { readonly methods: string; readonly headers: string };
  /** Where else the plugin listens, for the log: `, ADDRESS (UDP/X)`. */
  readonly besides?: string;
}

/** Milliseconds that a client may be silent between two requests. */
const IDLE = 30_000;

/** One HTTP server of a plugin: its listener, and what comes before and behind the plugin's own answers. */
export class HttpServer {
  readonly #listening: HttpListening;
  #live: Live;

  /** `parameters`: those in force, asked for at each request. */
  constructor(
    private readonly parameters: () => HttpParameters,
    private readonly service: HttpService,
    private readonly around: HttpSurroundings,
    private readonly log: Logger,
  ) {
    this.#live = liveOf(parameters());
    this.#listening = new HttpListening(parameters, log, {
      limits: () => this.#limits(),
      handle: (exchange) => this.#answer(exchange),
      failed: (error) => log.error(messageOf(error)),
      besides: service.besides,
    });
  }

  /** Begins to listen. Rejects where it cannot. */
  open(): Promise<void> {
    return this.#listening.open();
  }

  /** The parameters may have changed. Never rejects: where a new address cannot be had the old one stays. */
  update(): Promise<void> {
    return this.#listening.update();
  }

  /** Answers what is under way, within a second, and ends. */
  close(): Promise<void> {
    return this.#listening.close();
  }

  #limits(): HttpLimits {
    const { readTimeout, writeTimeout } = this.around.global();
    return { header: readTimeout, idle: IDLE, answer: writeTimeout };
  }

  /** Lists that are the same objects have not changed. */
  #settings(): Live {
    const next = this.parameters(), { from } = this.#live;
    const same = next.allowOrigins === from.allowOrigins &&
      next.trustedProxies === from.trustedProxies;
    return same ? this.#live : this.#live = liveOf(next);
  }

  async #answer(exchange: HttpExchange): Promise<Response> {
    const { cors, foreign, proxies } = this.#settings();
    const { request: { url, headers, method }, peer } = exchange;
    const origin = headers.get("origin");
    const ip = peerIp(peer), from = proxies(ip, url.startsWith("https:"), headers);
    const shown = from.ip === ip ? formatPeer(peer) : from.ip;
    const log = this.log.child(`conn ${shown}`);
    const seen = { ...from, peer: shown, foreign: () => foreign(origin, new URL(url).host), log };
    const request = new HttpRequest(exchange, seen, this.around);
    const answer = this.#preflight(request) ?? await this.#serve(request);
    const allowed = cors(origin);
    if (allowed !== undefined) answer.headers.set("Access-Control-Allow-Origin", allowed);
    answer.headers.set("Server", "mediamtx");
    log.debug(`${method} ${request.path} ${answer.status}`);
    return answer;
  }

  async #serve(request: HttpRequest): Promise<Response> {
    try {
      return await this.service.handle(request);
    } catch (error) {
      request.log.error(`cannot answer ${request.method} ${request.path}: ${messageOf(error)}`);
      return errorAnswer(500, "internal error");
    }
  }

  #preflight({ method, raw }: HttpRequest): Response | undefined {
    const { preflight } = this.service;
    if (!preflight || method !== "OPTIONS" || !raw.headers.has("access-control-request-method")) {
      return undefined;
    }
    return new Response(null, {
      status: 204,
      headers: {
        "Access-Control-Allow-Methods": preflight.methods,
        "Access-Control-Allow-Headers": preflight.headers,
      },
    });
  }
}
