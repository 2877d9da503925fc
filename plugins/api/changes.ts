import type { Change, Changed, Configurations, ConfigurationState, HttpRequest } from "core/mod.ts";
import { ApiError, OK } from "./route.ts";

/** The largest body that is taken, in bytes. */
const BODY_LIMIT = 10 * 1024 * 1024;

/** The configuration as the API changes it. */
export class Changes {
  /** `persist`: whether changes are written to the file. */
  constructor(
    private readonly configurations: Configurations,
    private readonly persist: () => boolean,
  ) {}

  get state(): ConfigurationState {
    return this.configurations.state;
  }

  /** Makes a change; throws an `ApiError` with the reason where it is refused. */
  async make(change: Change): Promise<typeof OK> {
    const persist = this.persist() || turnsPersistOn(change);
    const changed = await this.configurations.change(change, "API request", persist);
    if (!changed.ok) throw refusalOf(changed, change, this.state);
    return OK;
  }
}

function turnsPersistOn(change: Change): boolean {
  return change.type === "patchGlobal" && Object(change.values).apiPersist === true;
}

/** What the body holds: any JSON. Throws an `ApiError`, or a `BodyError`, where it holds none. */
export async function valuesOf(request: HttpRequest): Promise<unknown> {
  const text = new TextDecoder().decode(await request.body(BODY_LIMIT));
  if (text.trim() === "") throw new ApiError(400, "unexpected end of JSON input");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError(400, `the body is not valid JSON: ${(error as Error).message}`);
  }
}

function refusalOf(
  { reason, problems }: Extract<Changed, { ok: false }>,
  change: Change,
  { schema }: ConfigurationState,
): ApiError {
  const [{ key, text }] = problems, more = problems.length - 1;
  if (reason === "missing") return new ApiError(404, text);
  if (reason === "exists") return new ApiError(400, text);
  const declared = change.type === "patchGlobal" ? schema.global : schema.path;
  const given = "values" in change ? Object.keys(change.values ?? {}) : [];
  const unknown = given.find((name) => !declared.has(name));
  const what = unknown === undefined ? key : `json: unknown field ${JSON.stringify(unknown)}`;
  const others = more > 0 ? ` (and ${more} more)` : "";
  return new ApiError(400, what === "" ? text : `${what}: ${text}${others}`);
}
