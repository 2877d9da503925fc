import {
  BodyError,
  errorAnswer,
  type HttpRequest,
  jsonAnswer,
  jsonTextAnswer,
  notFoundAnswer,
} from "core/mod.ts";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { JsonText } from "./page.ts";
import { ApiError, type Call, type Route } from "./route.ts";

interface Environment {
  readonly Bindings: { readonly request: HttpRequest };
}

/** Where the document of all operations is served. */
export const DOCUMENT = "/v3/openapi.json";

/** Answers the requests to some operations, and for their document, which `describe` gives; others with 404. */
export function createApp(
  routes: readonly Route[],
  describe: () => Promise<unknown>,
): (request: HttpRequest) => Response | Promise<Response> {
  const app = new Hono<Environment>();
  for (const route of routes) {
    app.on(route.method.toUpperCase(), patternOf(route), (context) => answer(route, context));
  }
  app.get(DOCUMENT, async () => jsonAnswer(await describe()));
  app.notFound(notFoundAnswer);
  app.onError((error, { env: { request } }) => {
    const refused = error instanceof ApiError || error instanceof BodyError;
    if (!refused) throw error;
    request.log.error(error.message);
    return errorAnswer(error.status, error.message);
  });
  return (request) => app.fetch(request.raw, { request });
}

/** The path as hono writes it: `{name}` becomes `:name`. */
function patternOf({ path, parameter }: Route): string {
  return path.replace(/\{(.*)\}$/, parameter?.rest ? ":$1{[\\s\\S]*}" : ":$1");
}

async function answer(route: Route, context: Context<Environment>): Promise<Response> {
  const { parameter, query = {} } = route;
  const call: Call = {
    request: context.env.request,
    parameter: parameter ? read(parameter.schema, context.req.param(parameter.name)) as string : "",
    query: Object.fromEntries(
      Object.entries(query).map(([name, schema]) => [name, read(schema, context.req.query(name))]),
    ),
  };
  const result = await route.handle(call);
  return result instanceof JsonText ? jsonTextAnswer(result.text) : jsonAnswer(result);
}

function read(schema: z.ZodType, text: string | undefined): unknown {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  throw new ApiError(400, result.error.issues[0].message);
}
