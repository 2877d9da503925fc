import type { z } from "zod";

/**
 * What a change of a parameter at run time touches, weakest first: `live`: nothing, the new value is read when
 * next needed; `path`: the paths it applies to are closed and opened again; `listener`: the plugin's listeners are
 * opened anew, its sessions go on; `sessions`: the whole plugin is stopped and started.
 */
export type Effect = "live" | "path" | "listener" | "sessions";

/** One parameter of the configuration, declared by the room that owns it. */
export interface Parameter<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** The decoded default: milliseconds for durations, bytes for sizes. */
  readonly default: z.output<S>;
  readonly effect: Effect;
  /** One or two sentences for the configuration file, the JSON schema and the documentation. */
  readonly doc: string;
  /** Never printed: neither in logs nor by the API where the contract redacts it. */
  readonly secret?: boolean;
  /** Ours, not of the original: the API shows it only when it is set. */
  readonly extension?: boolean;
}

/** A parameter of former versions: accepted with a warning, then turned into the current ones. */
export interface Deprecated<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly deprecated: true;
  /** The parameter to use instead; absent where none replaces it. */
  readonly use?: string;
  /** False: accepted in silence. Default true. */
  readonly warn?: boolean;
  /** Writes the current parameters; the default copies the value to `use`. `draft` holds decoded values. */
  convert?(value: z.output<S>, draft: Record<string, unknown>): void;
}

export type Parameters = Readonly<Record<string, Parameter | Deprecated>>;

/** The decoded values of a set of declared parameters, deprecated ones left out. */
export type Values<T extends Parameters> = {
  readonly [K in keyof T as T[K] extends Deprecated ? never : K]: z.output<T[K]["schema"]>;
};

/** Declares a current parameter. */
export function parameter<S extends z.ZodType>(
  schema: S,
  options: Omit<Parameter<S>, "schema">,
): Parameter<S> {
  return { schema, ...options };
}

/** Declares a parameter of former versions. */
export function deprecated<S extends z.ZodType>(
  schema: S,
  options: Omit<Deprecated<S>, "schema" | "deprecated">,
): Deprecated<S> {
  return { schema, deprecated: true, ...options };
}

/** Tells the two kinds apart. */
export function isDeprecated(declared: Parameter | Deprecated): declared is Deprecated {
  return "deprecated" in declared;
}
