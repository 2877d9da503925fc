import { Refusal } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { type Conn, refuse, type Reply } from "./conn.ts";
import { describe, readAnnouncement } from "./description.ts";
import { Playing } from "./play.ts";
import { Publishing } from "./publish.ts";
import type { Session } from "./session.ts";
import { header, type Request } from "./wire/message.ts";
import { parseTransports, type Transport } from "./wire/transport.ts";
import { parseRtspUrl } from "./wire/url.ts";

/** The methods a client is told of. */
const PUBLIC = "DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, PAUSE, GET_PARAMETER, TEARDOWN";

type Method = (
  conn: Conn,
  request: Request,
  session: Session | undefined,
) => Reply | Promise<Reply>;

const METHODS: Readonly<Record<string, Method>> = {
  DESCRIBE: describePath,
  ANNOUNCE: announce,
  SETUP: setup,
  PLAY: inSession((session, request) =>
    session.role instanceof Playing ? session.role.play(request.url) : wrongState("PLAY")
  ),
  RECORD: inSession((session) =>
    session.role instanceof Publishing ? session.role.record() : wrongState("RECORD")
  ),
  PAUSE: inSession((session) => session.role ? session.role.pause() : wrongState("PAUSE")),
  GET_PARAMETER: inSession((session) => ({
    status: 200,
    headers: { "Content-Type": "text/parameters", Session: session.header },
  })),
  SET_PARAMETER: inSession(() => ({ status: 501 })),
  TEARDOWN: inSession((session, _request, conn) => session.tearDown(conn)),
};

/** Answers a request; undefined for methods that are not known, which end the connection without an answer. */
export async function perform(conn: Conn, request: Request): Promise<Reply | undefined> {
  if (header(request, "cseq") === undefined) return refuse(400, "request without CSeq");
  const session = findSession(conn, request);
  if (session && "status" in session) return session;
  if (session) session.lastSeen = conn.server.clock.now();
  if (request.method === "OPTIONS") {
    return { status: 200, headers: { Public: PUBLIC, ...session && { Session: session.header } } };
  }
  const method = METHODS[request.method];
  if (!method) return undefined;
  try {
    return await method(conn, request, session);
  } catch (error) {
    if (error instanceof Refusal) return conn.server.replyTo(error, conn);
    throw error;
  }
}

/** The session that the request names, or else that of the connection; a refusal where the two differ. */
function findSession(conn: Conn, request: Request): Session | Reply | undefined {
  const secret = header(request, "session")?.split(";")[0].trim();
  if (secret === undefined) return conn.session;
  const session = conn.server.session(secret);
  if (!session) return refuse(454, `unknown session`);
  if (conn.session && conn.session !== session) {
    return refuse(400, "another session is bound to the connection");
  }
  if (session.ip !== conn.ip) return refuse(400, "the session belongs to another client");
  if (!session.conn) session.bind(conn);
  return session;
}

function inSession(
  act: (session: Session, request: Request, conn: Conn) => Reply,
): Method {
  return (conn, request, session) => session ? act(session, request, conn) : { status: 501 };
}

function wrongState(method: string): Reply {
  return refuse(400, `${method} in the wrong state`);
}

async function describePath(conn: Conn, request: Request): Promise<Reply> {
  const url = parseRtspUrl(request.url, false);
  if (url instanceof Malformed) return refuse(400, url.reason);
  const access = await conn.server.authorize(conn, request, "read", url, null);
  const stream = conn.server.paths.describe(access);
  return {
    status: 200,
    headers: {
      "Content-Base": `${request.url.replace(/\/$/, "")}/`,
      "Content-Type": "application/sdp",
    },
    body: describe(stream),
  };
}

async function announce(
  conn: Conn,
  request: Request,
  session: Session | undefined,
): Promise<Reply> {
  const url = parseRtspUrl(request.url, false);
  if (url instanceof Malformed) return refuse(400, url.reason);
  if (session?.role) return wrongState("ANNOUNCE");
  const type = header(request, "content-type")?.split(";")[0].trim().toLowerCase();
  if (type !== "application/sdp") return refuse(400, `unsupported Content-Type '${type ?? ""}'`);
  const announced = readAnnouncement(request.body);
  if (announced instanceof Malformed) return refuse(400, announced.reason);
  session ??= conn.server.createSession(conn);
  const access = await conn.server.authorize(conn, request, "publish", url, session);
  conn.server.paths.checkPublish(access);
  session.query = url.query;
  session.role = new Publishing(session, access, announced);
  return { status: 200, headers: { Session: session.header } };
}

async function setup(conn: Conn, request: Request, session: Session | undefined): Promise<Reply> {
  const transports = parseTransports(header(request, "transport") ?? "");
  if (transports instanceof Malformed) return refuse(400, transports.reason);
  if (transports.length === 0) return { status: 461 };
  if (session?.role) return session.role.setup(request.url, transports);
  return await firstSetup(conn, request, session, transports);
}

/** The first SETUP of a reader asks for permission and takes a place on the path. */
async function firstSetup(
  conn: Conn,
  request: Request,
  session: Session | undefined,
  transports: readonly Transport[],
): Promise<Reply> {
  const url = parseRtspUrl(request.url, true);
  if (url instanceof Malformed) return refuse(400, url.reason);
  session ??= conn.server.createSession(conn);
  const access = await conn.server.authorize(conn, request, "read", url, session);
  session.query = url.query;
  const role = new Playing(session, access, conn.server.paths.read(access, session));
  session.role = role;
  return role.setup(request.url, transports);
}
