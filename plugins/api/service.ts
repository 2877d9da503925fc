import {
  type Context,
  type HttpRequest,
  type HttpService,
  notFoundAnswer,
  type Recordings,
  type SessionKind,
} from "core/mod.ts";
import { createApp } from "./app.ts";
import { Changes } from "./changes.ts";
import type { ApiConfig } from "./config.ts";
import type { Route } from "./route.ts";
import { globalRoutes, pathConfigurationRoutes } from "./routes/configuration.ts";
import { informationRoutes } from "./routes/information.ts";
import { pathRoutes } from "./routes/paths.ts";
import { recordingRoutes } from "./routes/recordings.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { parameterSchemas } from "./schemas/parameters.ts";

/** The Control API: its own routes, and those of what other plugins have at the moment. */
export class ApiService implements HttpService {
  readonly preflight = {
    methods: "OPTIONS, GET, POST, PATCH, DELETE",
    headers: "Authorization, Content-Type",
  };
  readonly #own: readonly Route[];
  #kinds: readonly SessionKind[] | undefined;
  #recordings: Recordings | undefined;
  #app: ReturnType<typeof createApp> = notFoundAnswer;

  constructor(private readonly context: Context<ApiConfig>) {
    const { configurations, paths, auth } = context;
    const changes = new Changes(configurations, () => context.config.apiPersist);
    const schemas = parameterSchemas(configurations.state);
    this.#own = [
      ...informationRoutes(() => auth.refreshKeys?.()),
      ...globalRoutes(changes, schemas),
      ...pathConfigurationRoutes(changes, schemas),
      ...pathRoutes(paths),
    ];
  }

  async handle(request: HttpRequest): Promise<Response> {
    const refused = await request.authorize("api");
    if (refused) return refused;
    if (request.method === "HEAD") return notFoundAnswer();
    return await this.#current()(request);
  }

  /** Routes come and go with the plugins that have them. */
  #current(): ReturnType<typeof createApp> {
    const kinds = this.context.sessions.kinds(), recordings = this.context.service("recordings");
    if (kinds === this.#kinds && recordings === this.#recordings) return this.#app;
    this.#kinds = kinds;
    this.#recordings = recordings;
    const routes = [
      ...this.#own,
      ...kinds.flatMap(sessionRoutes),
      ...recordings ? recordingRoutes(recordings) : [],
    ];
    let document: Promise<unknown> | undefined;
    return this.#app = createApp(routes, () => document ??= describe(routes));
  }
}

/** The libraries that make the document are loaded only where it is asked for. */
async function describe(routes: readonly Route[]): Promise<unknown> {
  const { documentOf } = await import("./document.ts");
  return documentOf(routes);
}
