import { Refusal } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { type Conn, refuse, type Reply } from "./conn.ts";
import { describe, readAnnouncement } from "./description.ts";
import { Playing } from "./session/play.ts";
import { Publishing } from "./session/publish.ts";
import type { RtspServer } from "./server.ts";
import { Session } from "./session/session.ts";
import { header, type Request } from "./wire/message.ts";
import { parseTransports } from "./wire/transport.ts";
import { parseRtspUrl, type RtspUrl } from "./wire/url.ts";

/** The methods a client is told of. */
const PUBLIC = "DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, PAUSE, GET_PARAMETER, TEARDOWN";

/** A request with what it came in through. */
interface Call {
  readonly server: RtspServer;
  readonly conn: Conn;
  readonly request: Request;
  readonly session: Session | undefined;
}

type Method = (call: Call) => Reply | Promise<Reply>;

const METHODS: Readonly<Record<string, Method>> = {
  DESCRIBE: describePath,
  ANNOUNCE: announce,
  SETUP: setup,
  PLAY: inSession(({ role }, { url }) =>
    role instanceof Playing ? role.play(url) : wrongState("PLAY")
  ),
  RECORD: inSession(({ role }) =>
    role instanceof Publishing ? role.record() : wrongState("RECORD")
  ),
  PAUSE: inSession(({ role }) => role ? role.pause() : wrongState("PAUSE")),
  GET_PARAMETER: inSession(({ headers }) => ({
    status: 200,
    headers: { "Content-Type": "text/parameters", ...headers },
  })),
  SET_PARAMETER: inSession(({ headers }) => ({ status: 501, headers })),
  TEARDOWN: inSession((session, _request, conn) => session.tearDown(conn)),
};

/** Answers a request; undefined for methods that are not known, which end the connection without an answer. */
export async function perform(
  server: RtspServer,
  conn: Conn,
  request: Request,
): Promise<Reply | undefined> {
  if (header(request, "cseq") === undefined) return refuse(400, "request without CSeq");
  const session = findSession(server, conn, request);
  if (session && !(session instanceof Session)) return session;
  session?.seen();
  if (request.method === "OPTIONS") {
    return { status: 200, headers: { Public: PUBLIC, ...session?.headers } };
  }
  try {
    return await METHODS[request.method]?.({ server, conn, request, session });
  } catch (error) {
    if (error instanceof Refusal) return server.replyTo(error, conn);
    throw error;
  }
}

/** The session that the request names, or else that of the connection; a refusal where the two differ. */
function findSession(
  server: RtspServer,
  conn: Conn,
  request: Request,
): Session | Reply | undefined {
  const bound = server.sessionOn(conn);
  const secret = header(request, "session")?.split(";")[0].trim();
  if (secret === undefined) return bound;
  const session = server.session(secret);
  if (!session) return refuse(454, "unknown session");
  if (bound && bound !== session) return refuse(400, "another session is bound to the connection");
  if (session.ip !== conn.ip) return refuse(400, "the session belongs to another client");
  if (!session.conn) session.bind(conn);
  return session;
}

function inSession(act: (session: Session, request: Request, conn: Conn) => Reply): Method {
  return ({ session, request, conn }) => session ? act(session, request, conn) : { status: 501 };
}

function wrongState(method: string): Reply {
  return refuse(400, `${method} in the wrong state`);
}

async function describePath({ server, conn, request }: Call): Promise<Reply> {
  const url = parseRtspUrl(request.url, false);
  if (url instanceof Malformed) return refuse(400, url.reason);
  const access = await server.authorize(conn, request, "read", url, null);
  const description = await server.paths.describe(access);
  if ("location" in description) return redirect(request.url, description.location);
  return {
    status: 200,
    headers: {
      "Content-Base": `${request.url.replace(/\/$/, "")}/`,
      "Content-Type": "application/sdp",
    },
    body: describe(description.stream, {
      ...asksVlc(url) && { connection: ANY_GROUP },
      ...server.srtp && { keys: conn.tell(server.srtp.streams.period(description.stream)) },
    }),
  };
}

/** What has VLC choose multicast, which it does for the address of a description alone. */
const ANY_GROUP = "224.1.0.0";

function asksVlc({ query }: RtspUrl): boolean {
  return query.split("&").some((part) => part.split("=")[0] === "vlcmulticast");
}

/** A location without a host is another path of this server, as the client reaches it. */
function redirect(url: string, location: string): Reply {
  const [, origin] = /^(\w+:\/\/[^/?#]*)/.exec(url) ?? ["", ""];
  return {
    status: 302,
    headers: { Location: location.startsWith("/") ? origin + location : location },
  };
}

async function announce({ server, conn, request, session }: Call): Promise<Reply> {
  const url = parseRtspUrl(request.url, false);
  if (url instanceof Malformed) return refuse(400, url.reason);
  if (session?.role) return wrongState("ANNOUNCE");
  const type = header(request, "content-type")?.split(";")[0].trim().toLowerCase();
  if (type !== "application/sdp") return refuse(400, `unsupported Content-Type '${type ?? ""}'`);
  const announced = readAnnouncement(request.body);
  if (announced instanceof Malformed) return refuse(400, announced.reason);
  session ??= server.createSession(conn);
  const access = await server.authorize(conn, request, "publish", url, session);
  server.paths.checkPublish(access);
  describeClient(session, request, url);
  session.role = new Publishing(session, access, announced);
  return { status: 200, headers: session.headers };
}

async function setup(call: Call): Promise<Reply> {
  const { conn, request, session } = call;
  const asked = parseTransports(header(request, "transport") ?? "");
  if (asked instanceof Malformed) return refuse(400, asked.reason);
  // Who goes through a tunnel can be reached by nothing else.
  const transports = asked.filter(({ lower }) => conn.tunnel === "none" || lower === "tcp");
  const role = session?.role ?? await startReading(call);
  return "status" in role ? role : role.setup(request.url, transports, header(request, "keymgmt"));
}

/** The first SETUP of a reader asks for permission and takes a place on the path. */
async function startReading(call: Call): Promise<Playing | Reply> {
  const { server, conn, request } = call;
  const url = parseRtspUrl(request.url, true);
  if (url instanceof Malformed) return refuse(400, url.reason);
  const session = call.session ?? server.createSession(conn);
  const access = await server.authorize(conn, request, "read", url, session);
  describeClient(session, request, url);
  const reading = await server.paths.read(access, session, { quiet: true });
  const role = new Playing(session, access, reading);
  if (session.destroyed) role.end();
  session.role = role;
  return role;
}

/** What hooks and the API show of who is there. */
function describeClient(session: Session, request: Request, url: RtspUrl): void {
  session.query = url.query;
  session.userAgent = header(request, "user-agent") ?? "";
}
