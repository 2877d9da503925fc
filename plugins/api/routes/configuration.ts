import {
  type Change,
  type ConfigurationState,
  type Encoded,
  encodeGlobal,
  encodePathDefaults,
  pathEncoder,
  type PathEntry,
  redact,
} from "core/mod.ts";
import { type Changes, valuesOf } from "../changes.ts";
import { type JsonText, pageOf } from "../page.ts";
import { ApiError, type Call, type Route } from "../route.ts";
import { listSchema, okSchema } from "../schemas/answers.ts";
import type { ParameterSchemas } from "../schemas/parameters.ts";
import { nameParameter, pageQuery } from "../schemas/requests.ts";

/** Global parameters and the defaults of paths. */
export function globalRoutes(changes: Changes, schemas: ParameterSchemas): Route[] {
  const level = (
    type: "patchGlobal" | "patchPathDefaults",
    path: string,
    what: string,
    schema: ParameterSchemas[keyof ParameterSchemas],
    values: (state: ConfigurationState) => Encoded,
  ): Route[] => [
    {
      method: "get",
      path: `${path}/get`,
      summary: `Gives ${what}.`,
      answer: schema.answer,
      handle: () => values(changes.state),
    },
    {
      method: "patch",
      path: `${path}/patch`,
      summary: `Changes ${what}: those in the body, lists as a whole.`,
      body: schema.body,
      answer: okSchema,
      handle: async ({ request }) => changes.make({ type, values: await valuesOf(request) }),
    },
  ];
  const global = (state: ConfigurationState) => hide(state.schema.global, encodeGlobal(state));
  const defaults = (state: ConfigurationState) =>
    hide(state.schema.path, encodePathDefaults(state));
  return [
    ...level("patchGlobal", "/v3/config/global", "the global parameters", schemas.global, global),
    ...level(
      "patchPathDefaults",
      "/v3/config/pathdefaults",
      "the defaults of every path",
      schemas.path,
      defaults,
    ),
  ];
}

/** Entries of `paths`. */
export function pathConfigurationRoutes(changes: Changes, schemas: ParameterSchemas): Route[] {
  const schema = schemas.path, entries = new Entries(changes);
  const write = (
    method: Route["method"],
    verb: string,
    summary: string,
    change: (name: string, values: unknown) => Change,
    mayMiss: boolean,
  ): Route => ({
    method,
    path: `/v3/config/paths/${verb}/{name}`,
    summary,
    parameter: nameParameter,
    body: schema.body,
    answer: okSchema,
    mayMiss,
    handle: async ({ request, parameter: name }) =>
      changes.make(change(name, await valuesOf(request))),
  });
  return [
    {
      method: "get",
      path: "/v3/config/paths/list",
      summary: "Gives the entries of paths, by name.",
      query: pageQuery,
      answer: listSchema(schema.answer),
      handle: ({ query }) => entries.list(query),
    },
    {
      method: "get",
      path: "/v3/config/paths/get/{name}",
      summary: "Gives one entry of paths: the defaults with its own parameters on top.",
      parameter: nameParameter,
      answer: schema.answer,
      mayMiss: true,
      handle: ({ parameter }) => entries.get(parameter),
    },
    write(
      "post",
      "add",
      "Adds an entry, which must not be there yet.",
      (name, values) => ({ type: "addPath", name, values }),
      false,
    ),
    write(
      "patch",
      "patch",
      "Changes the parameters of an entry that are in the body.",
      (name, values) => ({ type: "patchPath", name, values }),
      true,
    ),
    write(
      "post",
      "replace",
      "Puts an entry in place of another, or adds it.",
      (name, values) => ({ type: "replacePath", name, values }),
      false,
    ),
    {
      method: "delete",
      path: "/v3/config/paths/delete/{name}",
      summary: "Removes an entry.",
      parameter: nameParameter,
      answer: okSchema,
      mayMiss: true,
      handle: ({ parameter: name }: Call) => changes.make({ type: "deletePath", name }),
    },
  ];
}

/** Encodes entries, passwords hidden; made anew only for another state. */
class Entries {
  #state: ConfigurationState | undefined;
  #encode: (entry: PathEntry) => Encoded = () => ({});

  constructor(private readonly changes: Changes) {}

  list(query: Call["query"]): Promise<JsonText> {
    const { paths } = this.changes.state.configuration, keys = [...paths.keys()].sort();
    return pageOf(keys.map((key) => paths.get(key)!), query, this.#encoder());
  }

  get(name: string): Encoded {
    const entry = this.changes.state.configuration.paths.get(name);
    if (!entry) throw new ApiError(404, "path configuration not found");
    return this.#encoder()(entry);
  }

  #encoder(): (entry: PathEntry) => Encoded {
    const { state } = this.changes;
    if (state === this.#state) return this.#encode;
    this.#state = state;
    return this.#encode = pathEncoder(state, (values) => hide(state.schema.path, values));
  }
}

function hide(declared: ConfigurationState["schema"]["path"], values: Encoded): Encoded {
  return redact(declared, values, "api");
}
