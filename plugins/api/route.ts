import type { HttpRequest } from "core/mod.ts";
import type { z } from "zod";

/** What the parts of a request must be; each refusal's text is the answer's reason. */
type Fields = Readonly<Record<string, z.ZodType>>;

/** One operation: the same definition answers requests and makes the document. */
export interface Route {
  readonly method: "get" | "post" | "patch" | "delete";
  /** As documents write it: `/v3/paths/get/{name}`. */
  readonly path: string;
  readonly summary: string;
  /** One parameter within the path; `rest` takes everything that is left of it, slashes included. */
  readonly parameter?: {
    readonly name: string;
    readonly schema: z.ZodType;
    readonly rest?: boolean;
  };
  readonly query?: Fields;
  /** A JSON object; what it holds is checked by whoever takes it. */
  readonly body?: z.ZodType;
  /** What it answers with 200. */
  readonly answer: z.ZodType;
  /** Whether what it names may not be there: 404. */
  readonly mayMiss?: boolean;
  handle(call: Call): unknown;
}

/** A request to an operation, its parts checked. */
export interface Call {
  readonly request: HttpRequest;
  /** The parameter within the path. */
  readonly parameter: string;
  /** The decoded query. */
  readonly query: Readonly<Record<string, unknown>>;
}

/** A request that is refused: status and reason. */
export class ApiError extends Error {
  constructor(readonly status: 400 | 404, reason: string) {
    super(reason);
    this.name = "ApiError";
  }
}

/** What mutations answer. */
export const OK = { status: "ok" } as const;
