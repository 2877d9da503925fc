import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { VERSION } from "core/mod.ts";
import { z } from "zod";
import type { Route } from "./route.ts";
import { errorSchema } from "./schemas/answers.ts";

/** The OpenAPI document of some operations. */
export function documentOf(routes: readonly Route[]): unknown {
  const app = new OpenAPIHono(), registry = app.openAPIRegistry;
  for (const scheme of ["basic", "bearer"]) {
    registry.registerComponent("securitySchemes", scheme, { type: "http", scheme });
  }
  for (const route of routes) registry.registerPath(pathOf(route));
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "MediaMTX Control API",
      version: VERSION,
      description: "Sees and changes everything at run time.",
    },
    security: [{ basic: [] }, { bearer: [] }],
  });
}

function pathOf({ method, path, summary, parameter, query, body, answer, mayMiss }: Route) {
  const refused = parameter || query || body;
  return createRoute({
    method,
    path,
    summary,
    request: {
      ...parameter && { params: z.object({ [parameter.name]: parameter.schema }) },
      ...query && { query: z.object(query) },
      ...body && { body: { required: true, content: { "application/json": { schema: body } } } },
    },
    responses: {
      200: json("Done.", answer),
      ...refused && { 400: json("The request is not right.", errorSchema) },
      401: json("Credentials are missing or wrong.", errorSchema),
      ...mayMiss && { 404: json("There is none of that name.", errorSchema) },
      500: json("The server failed.", errorSchema),
    },
  });
}

function json(description: string, schema: z.ZodType) {
  return { description, content: { "application/json": { schema } } };
}
