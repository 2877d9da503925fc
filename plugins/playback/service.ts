import {
  type Context,
  errorAnswer,
  type FoundRecording,
  type HttpRequest,
  type HttpService,
  jsonAnswer,
  matchPath,
  messageOf,
  notFoundAnswer,
} from "core/mod.ts";
import type { PlaybackConfig } from "./config.ts";
import { fragmented, plain } from "./excerpt/body.ts";
import { Excerpt } from "./excerpt/excerpt.ts";
import { listRuns, viewRun } from "./list.ts";
import {
  durationOf,
  formatOf,
  NOTHING_FOUND,
  optionalTimeOf,
  QueryError,
  timeOf,
} from "./query.ts";

type Surroundings = Pick<Context<PlaybackConfig>, "configurations" | "service">;

/** Serves what was recorded: which times there are, and any of it as one file. */
export class PlaybackService implements HttpService {
  readonly preflight = { methods: "OPTIONS, GET", headers: "Authorization" };

  constructor(private readonly around: Surroundings) {}

  async handle(request: HttpRequest): Promise<Response> {
    if (request.method !== "GET" || !["/list", "/get"].includes(request.path)) {
      return notFoundAnswer();
    }
    const query = new URLSearchParams(request.query), name = query.get("path") ?? "";
    try {
      this.#check(name);
      const refused = await request.authorize("playback", name);
      if (refused) return refused;
      if (request.path === "/list") return await this.#list(request, name, query);
      return await this.#get(request, name, query);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      request.log.error(error.message);
      return errorAnswer(error.status, error.message);
    }
  }

  /** Before it is asked who may see it, as that depends on the name. */
  #check(name: string): void {
    const match = matchPath(this.around.configurations.state.configuration, name);
    if ("error" in match) throw new QueryError(400, match.error);
  }

  async #list(request: HttpRequest, name: string, query: URLSearchParams): Promise<Response> {
    const bounds = { start: optionalTimeOf(query, "start"), end: optionalTimeOf(query, "end") };
    const found = await this.#find(name);
    const runs = await listRuns(found, bounds, (reason) => request.log.warn(reason));
    if (runs.length === 0) throw new QueryError(404, NOTHING_FOUND);
    const host = request.raw.headers.get("host") ?? new URL(request.raw.url).host;
    const origin = `${request.scheme}://${host}`;
    return jsonAnswer(runs.map((run) => viewRun(run, name, origin)));
  }

  async #get(request: HttpRequest, name: string, query: URLSearchParams): Promise<Response> {
    const start = timeOf(query, "start"), duration = durationOf(query), format = formatOf(query);
    const { segments } = await this.#find(name);
    const unreadable = (error: Error) => void request.log.warn(error.message);
    const excerpt = await Excerpt.find(segments, start, duration, unreadable);
    if (!excerpt) throw new QueryError(404, NOTHING_FOUND);
    const touch = () => request.touch();
    const body = format === "mp4" ? plain(excerpt, touch) : fragmented(excerpt);
    const first = await body.next();
    if (first.done) throw new QueryError(404, NOTHING_FOUND);
    return new Response(ReadableStream.from(sent(first.value, body, request)), {
      headers: { "Content-Type": "video/mp4", "Accept-Ranges": "none" },
    });
  }

  async #find(name: string): Promise<FoundRecording> {
    const recordings = this.around.service("recordings");
    if (!recordings) throw new QueryError(404, NOTHING_FOUND);
    const found = await recordings.find(name);
    if (found.missing !== undefined) {
      throw new QueryError(400, `lstat ${found.missing}: no such file or directory`);
    }
    if (found.segments.length === 0) throw new QueryError(404, NOTHING_FOUND);
    if (found.format !== "fmp4") throw new QueryError(500, "MPEG-TS format is not supported yet");
    return found;
  }
}

/** Whoever reads it slowly keeps its place as long as it goes on; what fails is logged. */
async function* sent(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
  request: HttpRequest,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for await (const bytes of rest) {
      request.touch();
      yield bytes;
    }
  } catch (error) {
    request.log.error(`cannot go on with ${request.path}: ${messageOf(error)}`);
    throw error;
  } finally {
    // Also where nobody has asked for more than the first.
    await rest.return(undefined);
  }
}
