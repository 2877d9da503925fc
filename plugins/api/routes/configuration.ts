import {
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
    ...WRITES.map((write) => writeRoute(changes, schema, write)),
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

/** A change of an entry by the parameters of the body. */
interface Write {
  readonly method: Route["method"];
  readonly verb: string;
  readonly type: "addPath" | "patchPath" | "replacePath";
  readonly summary: string;
}

const WRITES: readonly Write[] = [
  {
    ...{ method: "post", verb: "add", type: "addPath" },
    summary: "Adds an entry, which must not be there yet.",
  },
  {
    ...{ method: "patch", verb: "patch", type: "patchPath" },
    summary: "Changes the parameters of an entry that are in the body.",
  },
  {
    ...{ method: "post", verb: "replace", type: "replacePath" },
    summary: "Puts an entry in place of another, or adds it.",
  },
];

function writeRoute(
  changes: Changes,
  { body }: ParameterSchemas["path"],
  { method, verb, type, summary }: Write,
): Route {
  return {
    method,
    path: `/v3/config/paths/${verb}/{name}`,
    summary,
    parameter: nameParameter,
    body,
    answer: okSchema,
    mayMiss: type === "patchPath",
    handle: async ({ request, parameter: name }) =>
      changes.make({ type, name, values: await valuesOf(request) }),
  };
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
