import type { Path, PathManager } from "core/mod.ts";
import { z } from "zod";
import { pageOf } from "../page.ts";
import { ApiError, type Route } from "../route.ts";
import { listSchema } from "../schemas/answers.ts";
import { forwardSchema, pathSchema } from "../schemas/path.ts";
import { nameParameter, pageQuery, uuid } from "../schemas/requests.ts";
import { viewForward, viewPath } from "../views/path.ts";

const pathQuery = { path: z.string("invalid path").min(1, "invalid path") };

/** The paths that exist now, and where their streams are pushed to. */
export function pathRoutes({ paths }: PathManager): Route[] {
  return [
    {
      method: "get",
      path: "/v3/paths/list",
      summary: "Gives the paths that exist, by name.",
      query: pageQuery,
      answer: listSchema(pathSchema),
      handle: ({ query }) => {
        const names = [...paths.keys()].sort();
        return pageOf(names.map((name) => paths.get(name)!), query, viewPath);
      },
    },
    {
      method: "get",
      path: "/v3/paths/get/{name}",
      summary: "Gives one path.",
      parameter: nameParameter,
      answer: pathSchema,
      mayMiss: true,
      handle: ({ parameter }) => viewPath(find(paths, parameter)),
    },
    {
      method: "get",
      path: "/v3/paths/forward/list",
      summary: "Gives the destinations that a path is pushed to.",
      query: { ...pathQuery, ...pageQuery },
      answer: listSchema(forwardSchema),
      mayMiss: true,
      handle: ({ query }) => {
        const forwards = find(paths, String(query.path)).forwards.map(viewForward);
        return pageOf(forwards, query, (view) => view);
      },
    },
    {
      method: "get",
      path: "/v3/paths/forward/get",
      summary: "Gives one destination that a path is pushed to.",
      query: { ...pathQuery, id: z.preprocess((text) => text ?? "", uuid) },
      answer: forwardSchema,
      mayMiss: true,
      handle: ({ query }) => {
        const forwards = find(paths, String(query.path)).forwards.map(viewForward);
        const found = forwards.find(({ id }) => id === query.id);
        if (!found) throw new ApiError(404, "forward destination not found");
        return found;
      },
    },
  ];
}

function find(paths: ReadonlyMap<string, Path>, name: string): Path {
  const path = paths.get(name);
  if (!path) throw new ApiError(404, "path not found");
  return path;
}
