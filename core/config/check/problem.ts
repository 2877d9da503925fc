/** A place in the configuration: `["paths", "cam", "forward", 0, "dest"]`. */
export type Place = readonly (string | number)[];

/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Where the value comes from: a file's absolute path, an environment variable, or null (the API). */
  readonly file: string | null;
  /** From 1; null where the file does not hold the key. */
  readonly line: number | null;
  readonly column: number | null;
  /** Dotted; empty where the problem is not about one. */
  readonly key: string;
  readonly text: string;
}

/** `FILE:LINE:COLUMN: KEY: TEXT`, without what is not known. */
export function formatProblem({ file, line, column, key, text }: Problem): string {
  const position = file && line !== null ? `${file}:${line}:${column}` : file;
  return [position, key, text].filter(Boolean).join(": ");
}

/** Where a value was written. */
export interface Origin {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** The text as written, of plain YAML scalars only: `no`, `4.1`. */
  readonly plain?: string;
}

/** Finds where a key, or its value, was written. */
export type Locate = (place: Place, part: "key" | "value") => Origin;

export const NOWHERE: Origin = { file: null, line: null, column: null };

/** Joins a place to a dotted key: `paths.cam.forward[0].dest`. */
export function dotted(place: Place): string {
  return place.map((part, i) => typeof part === "number" ? `[${part}]` : i ? `.${part}` : part)
    .join("");
}

/** Splits a dotted key whose names hold no dots. */
export function placeOf(key: string): Place {
  return [...key.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map((m) => m[1] ?? Number(m[2]));
}

/** Collects problems, each only once. */
export class Problems {
  readonly #seen = new Set<string>();
  readonly list: Problem[] = [];

  constructor(private readonly locate: Locate) {}

  add(place: Place, text: string, part: "key" | "value" = "value"): void {
    const { file, line, column } = this.locate(place, part);
    const problem = { file, line, column, key: dotted(place), text };
    const id = formatProblem(problem);
    if (!this.#seen.has(id)) this.list.push(problem);
    this.#seen.add(id);
  }

  /** Where the value at a place was written. */
  origin(place: Place): Origin {
    return this.locate(place, "value");
  }

  /** Those of the file in its order, the others after them. */
  sorted(): readonly Problem[] {
    const line = (problem: Problem) => problem.line ?? Infinity;
    return this.list.toSorted((a, b) =>
      line(a) - line(b) || (a.column ?? 0) - (b.column ?? 0) || 0
    );
  }
}
