import type { SessionKind } from "core/mod.ts";
import { z } from "zod";
import { pageOf } from "../page.ts";
import { ApiError, OK, type Route } from "../route.ts";
import { listSchema, okSchema } from "../schemas/answers.ts";
import { idParameter, nameParameter, pageQuery } from "../schemas/requests.ts";

/** What the last word of a kind's name is called: `rtspConn` is a connection. */
const NOUNS: Readonly<Record<string, string>> = {
  Conn: "connection",
  Session: "session",
  Muxer: "muxer",
};

/** The routes of one kind of session: list, get, and kick where that is possible. */
export function sessionRoutes(kind: SessionKind): Route[] {
  const [, , word = ""] = /^(.*?)([A-Z][a-z]*)$/.exec(kind.kind) ?? [];
  const noun = NOUNS[word] ?? word.toLowerCase();
  const parameter = noun === "muxer" ? nameParameter : idParameter;
  const schema = kind.schema ?? z.looseObject({});
  const base = `/v3/${kind.route}`, missing = () => new ApiError(404, `${noun} not found`);
  const routes: Route[] = [
    {
      method: "get",
      path: `${base}/list`,
      summary: `Gives every ${noun}, the oldest first.`,
      query: pageQuery,
      answer: listSchema(schema),
      handle: ({ query }) => pageOf([...kind.list()], query, (item) => item),
    },
    {
      method: "get",
      path: `${base}/get/{${parameter.name}}`,
      summary: `Gives one ${noun}.`,
      parameter,
      answer: schema,
      mayMiss: true,
      handle: ({ parameter: id }) => {
        const found = kind.get(id);
        if (found === undefined) throw missing();
        return found;
      },
    },
  ];
  if (kind.kick) {
    routes.push({
      method: "post",
      path: `${base}/kick/{${parameter.name}}`,
      summary: `Ends one ${noun}.`,
      parameter,
      answer: okSchema,
      mayMiss: true,
      handle: ({ parameter: id }) => {
        if (!kind.kick!(id)) throw missing();
        return OK;
      },
    });
  }
  return routes;
}
