import type { z } from "zod";

/**
 * What a change of a parameter at run time touches, weakest first: `live`: nothing, the new value is read when
 * next needed; `path`: the paths it applies to are closed and opened again; `listener`: the plugin's listeners are
 * opened anew, its sessions go on; `sessions`: the whole plugin is stopped and started.
 */
export type Effect = "live" | "path" | "listener" | "sessions";

/** Weakest first. */
export const EFFECTS: readonly Effect[] = ["live", "path", "listener", "sessions"];

/** One parameter of the configuration, declared by the room that owns it. */
export interface Parameter<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** The decoded default: milliseconds for durations, bytes for sizes. */
  readonly default: z.output<S>;
  readonly effect: Effect;
  /** One or two sentences for the configuration file, the JSON schema and the documentation. */
  readonly doc: string;
  /** Never printed in logs. */
  readonly secret?: boolean;
  /** Ours, not of the original: the API shows it only when it is set. */
  readonly extension?: boolean;
  /**
   * On its way out but still effective: the warning when it is set, empty for none. Its default is null, the API
   * shows it only when it is set, and it is not in the generated file.
   */
  readonly outdated?: string;
}

/** A parameter of former versions: accepted with a warning, then turned into the current ones. */
export interface Deprecated<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly deprecated: true;
  /** The parameter to use instead, `pathDefaults.NAME` for one of paths; absent where none replaces it. */
  readonly use?: string;
  /** Ends the warning where nothing replaces the parameter: `it has no effect`. */
  readonly note?: string;
  /** Never printed in logs. */
  readonly secret?: boolean;
  /** Writes the current parameters. The default copies the value to `use`. */
  convert?(value: z.output<S>, draft: Draft): void;
}

/** Decoded values on their way into a configuration. */
export interface Draft {
  /** The value as it stands: set, inherited or the default. */
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

export type Declared = Parameter | Deprecated;
export type Parameters = Readonly<Record<string, Declared>>;

/** The decoded values of a set of declared parameters, deprecated ones left out. */
export type Values<T extends Parameters> = {
  readonly [K in keyof T as T[K] extends Deprecated ? never : K]: z.output<T[K]["schema"]>;
};

/** The decoded values of the fields of a struct. */
export type FieldValues<F extends Readonly<Record<string, z.ZodType>>> = {
  readonly [K in keyof F]: z.output<F[K]>;
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
export function isDeprecated(declared: Declared): declared is Deprecated {
  return "deprecated" in declared;
}
