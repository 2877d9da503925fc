/** A function as V8 names it (DevTools protocol, Runtime.CallFrame); line from 0, -1 where there is none. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** One place in a call stack. */
export interface Frame {
  readonly name: string;
  /** A path, or the URL of what is no file; empty for V8 itself. */
  readonly file: string;
  /** Where the function begins, and where it was; from 1, 0 where that is not known. */
  readonly start: number;
  readonly line: number;
}

/** How often, or how much, was found at one call stack. */
export interface Sample {
  /** The innermost first. */
  readonly stack: readonly Frame[];
  /** One number for each of the kinds. */
  readonly values: readonly number[];
}

/** What was sampled. */
export interface Samples {
  /** Type and unit of the numbers: `cpu` in `nanoseconds`. */
  readonly kinds: readonly (readonly [type: string, unit: string])[];
  readonly list: readonly Sample[];
  /** What stands between two samples, in the last unit. */
  readonly period: number;
  /** Milliseconds since 1970. */
  readonly begin: number;
  /** Milliseconds. */
  readonly duration: number;
}

/**
 * Names functions by where they are as well, since methods of many classes are called alike. `base`: the folder, as
 * the start of an URL, whose files are named from there.
 */
export function frameOf({ functionName, url, lineNumber }: CallFrame, base: string): Frame {
  const name = functionName || (url === "" ? "(native)" : "(anonymous)"), start = lineNumber + 1;
  const file = url.startsWith("file://") ? url.slice("file://".length) : url;
  const place = url.startsWith(base) ? url.slice(base.length) : url.split("/").slice(-2).join("/");
  return { name: url === "" ? name : `${name} ${place}:${start}`, file, start, line: start };
}
