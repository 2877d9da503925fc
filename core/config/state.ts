import type { Former } from "core/config/check/decode.ts";
import type { Problems } from "core/config/check/problem.ts";
import type { RawConfiguration } from "core/config/check/raw.ts";
import type { Warnings } from "core/config/check/warnings.ts";
import type { Configuration } from "core/config/configuration.ts";
import type { Schema } from "core/config/schema.ts";
import type { Extension } from "core/extensions/extension.ts";

/** A configuration together with what it was made of, which a change starts from. */
export interface ConfigurationState {
  readonly schema: Schema;
  readonly raw: RawConfiguration;
  readonly configuration: Configuration;
  /** The defaults' parameters of former versions, which each entry is converted by. */
  readonly inherited: readonly Former[];
}

/** What the steps from raw values to a configuration carry along. */
export interface Assembly {
  readonly schema: Schema;
  readonly raw: RawConfiguration;
  readonly previous?: ConfigurationState;
  readonly extensions: readonly Extension[];
  /** The only entry that differs from `previous`, where nothing else does. */
  readonly only?: string;
  readonly problems: Problems;
  readonly warnings: Warnings;
}
