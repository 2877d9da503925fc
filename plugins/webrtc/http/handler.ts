import {
  type Access,
  BodyError,
  errorAnswer,
  type HttpRequest,
  type HttpService,
  jsonAnswer,
  notFoundAnswer,
  Refusal,
  warnSkipped,
} from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { Environment } from "../environment.ts";
import { linksOf } from "../ice/servers.ts";
import { sendableTracks } from "../output/from_stream.ts";
import { Playing } from "../session/playing.ts";
import { Publishing } from "../session/publishing.ts";
import { type Cast, Session } from "../session/session.ts";
import { NONE_SUPPORTED } from "../wire/codecs.ts";
import { type Description, parseDescription, transportOf } from "../wire/description.ts";
import { parseFragment } from "../wire/fragment.ts";
import { answerPublisher, answerReader, Unacceptable } from "../wire/negotiate.ts";
import { readTarget, type Target } from "../wire/target.ts";
import {
  FRAGMENT_TYPE,
  pageAnswer,
  PREFLIGHT,
  redirectAnswer,
  refusalAnswer,
  scriptAnswer,
  SDP_TYPE,
  withQuery,
} from "./answers.ts";

type SessionTarget = Extract<Target, { kind: "session" }>;

/** Bytes of an offer, or of what is added to it. */
const BODY = 128 * 1024;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Owner extends Environment {
  /** By id. */
  readonly sessions: Map<string, Session>;
}

/** Answers the requests of the server: WHIP (RFC 9725), WHEP, and the pages. */
export class Handler implements HttpService {
  readonly preflight = PREFLIGHT;

  /** `besides`: where else the plugin listens. */
  constructor(private readonly owner: Owner, readonly besides: string) {}

  async handle(request: HttpRequest): Promise<Response> {
    const target = readTarget(request.path);
    try {
      return await this.#answer(request, target);
    } catch (error) {
      if (error instanceof BodyError) {
        return error.status === 400 ? notFoundAnswer() : errorAnswer(error.status, error.message);
      }
      return refusalAnswer(error, target.kind === "session" && request.method === "POST");
    }
  }

  async #answer(request: HttpRequest, target: Target): Promise<Response> {
    if (target.kind === "session") return await this.#session(request, target);
    if (request.method !== "GET") return notFoundAnswer();
    switch (target.kind) {
      case "nothing":
        return notFoundAnswer();
      case "script":
        return await scriptAnswer(target.name);
      case "folder":
        return redirectAnswer(withQuery(`${request.path}/`, request.query));
      case "page":
        await this.#authorize(request, target.name, target.path, null);
        return await pageAnswer(target.name);
    }
  }

  async #session(request: HttpRequest, target: SessionTarget): Promise<Response> {
    const { method } = request;
    if (target.secret !== "") {
      if (method === "PATCH") return await this.#patch(request, target);
      return method === "DELETE" ? this.#delete(target) : notFoundAnswer();
    }
    switch (method) {
      case "OPTIONS":
        return await this.#options(request, target);
      case "POST":
        return await this.#post(request, target);
      case "GET":
      case "HEAD":
      case "PUT":
        return errorAnswer(405, "method not allowed");
      default:
        return notFoundAnswer();
    }
  }

  async #options(request: HttpRequest, { action, path }: SessionTarget): Promise<Response> {
    await this.#authorize(request, action, path, null);
    const answer = new Response(null, {
      status: 204,
      headers: {
        "Access-Control-Allow-Methods": PREFLIGHT.methods,
        "Access-Control-Allow-Headers": PREFLIGHT.headers,
        "Access-Control-Expose-Headers": "Accept-Post, Link",
        "Accept-Post": SDP_TYPE,
      },
    });
    this.#addLinks(answer);
    return answer;
  }

  async #post(request: HttpRequest, target: SessionTarget): Promise<Response> {
    if (typeOf(request) !== SDP_TYPE) return errorAnswer(400, "invalid Content-Type");
    const { action, path } = target, id = crypto.randomUUID();
    const access = await this.#authorize(request, action, path, id);
    const text = new TextDecoder().decode(await request.body(BODY));
    const offer = parseDescription(text);
    if (offer instanceof Malformed) return errorAnswer(400, offer.reason);
    const transport = transportOf(offer);
    if (transport instanceof Malformed) return errorAnswer(400, transport.reason);
    const { ip, peer, query, userAgent } = request, { owner } = this;
    const session = new Session(id, access, { ip, peer, query, userAgent }, owner, () => {
      owner.sessions.delete(id);
    });
    owner.sessions.set(id, session);
    const sdp = await session.answer(transport, castFor(offer, access));
    return this.#created(request, session, sdp);
  }

  #created(request: HttpRequest, session: Session, sdp: string): Response {
    const location = withQuery(`${request.path}/${session.secret}`, request.query);
    const answer = new Response(sdp, {
      status: 201,
      headers: {
        "Content-Type": SDP_TYPE,
        "ETag": "*",
        "ID": session.id,
        "Accept-Patch": FRAGMENT_TYPE,
        "Location": location,
        "Access-Control-Expose-Headers": "ETag, ID, Accept-Patch, Link, Location",
      },
    });
    this.#addLinks(answer);
    return answer;
  }

  async #patch(request: HttpRequest, target: SessionTarget): Promise<Response> {
    if (!UUID.test(target.secret)) return errorAnswer(400, "invalid secret");
    if (typeOf(request) !== FRAGMENT_TYPE) return errorAnswer(400, "invalid Content-Type");
    const session = this.#find(target);
    if (!session) return errorAnswer(404, "session not found");
    const fragment = parseFragment(new TextDecoder().decode(await request.body(BODY)));
    if (fragment instanceof Malformed) return errorAnswer(400, fragment.reason);
    const restarted = session.patch(fragment);
    if (restarted === undefined) return new Response(null, { status: 204 });
    const headers = { "Content-Type": FRAGMENT_TYPE, "ETag": `"${session.ufrag}"` };
    return new Response(restarted, { headers });
  }

  #delete(target: SessionTarget): Response {
    if (!UUID.test(target.secret)) return errorAnswer(400, "invalid secret");
    const session = this.#find(target);
    if (!session) return errorAnswer(404, "session not found");
    session.close("deleted by the client");
    return jsonAnswer({ status: "ok" });
  }

  #find({ action, path, secret }: SessionTarget): Session | undefined {
    const wanted = secret.toLowerCase();
    return this.owner.sessions.values().find(({ secret, access }) =>
      secret === wanted && access.action === action && access.name === path
    );
  }

  #authorize(
    { ip, query, userAgent, credentials, log }: HttpRequest,
    action: "read" | "publish",
    path: string,
    id: string | null,
  ): Promise<Access> {
    const request = { action, path, query, protocol: "webrtc", id };
    return this.owner.paths.authorize({ ...request, ip, userAgent, credentials, log });
  }

  #addLinks(answer: Response): void {
    const { config, clock } = this.owner;
    for (const link of linksOf(config.webrtcICEServers2, clock.wall())) {
      answer.headers.append("Link", link);
    }
  }
}

/** What answers an offer: a publisher or a reader, by what was granted. */
function castFor(offer: Description, access: Access): Cast {
  return access.action === "publish"
    ? (session) => publishing(session, offer)
    : (session) => playing(session, offer);
}

function publishing(session: Session, offer: Description): Publishing {
  const { access, environment: { paths } } = session;
  paths.checkPublish(access);
  const present = paths.paths.get(access.name)?.publisher;
  if (present && !access.entry.values.overridePublisher) {
    const reason = `someone is already publishing to path '${access.name}'`;
    throw new Refusal("already publishing", reason);
  }
  const answer = answerPublisher(offer);
  if (answer instanceof Unacceptable) throw answer;
  return new Publishing(session, access, answer.sections, answer.announced);
}

async function playing(session: Session, offer: Description): Promise<Playing> {
  const { access, environment: { paths }, log } = session;
  const reading = await paths.read(access, session, { quiet: true });
  try {
    const { sendable, metadata, skipped } = sendableTracks(reading.stream);
    if (sendable.length === 0 && !metadata) throw new Error(NONE_SUPPORTED);
    const answer = answerReader(offer, sendable, metadata !== undefined);
    if (answer instanceof Unacceptable) throw answer;
    const data = answer.data ? metadata : undefined;
    warnSkipped(log, metadata && !data ? [...skipped, metadata.track] : skipped);
    return new Playing(session, access, answer.sections, reading, answer.sending, data);
  } catch (error) {
    reading.close();
    throw error;
  }
}

function typeOf({ raw }: HttpRequest): string {
  return (raw.headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();
}
