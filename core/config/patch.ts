import { assemble, type Assembled } from "core/config/check/assemble.ts";
import { NOWHERE, type Problem, Problems } from "core/config/check/problem.ts";
import {
  copyOf,
  isSection,
  type RawConfiguration,
  type RawSection,
} from "core/config/check/raw.ts";
import { EntryMap } from "core/config/entries/entry_map.ts";
import { checkFillerFiles, type FileAccess } from "core/config/file/filler.ts";
import type { ConfigurationState } from "core/config/state.ts";

/** A change of a running configuration. `values` is what the request holds: a map, or null for nothing. */
export type Change =
  | { readonly type: "patchGlobal" | "patchPathDefaults"; readonly values: unknown }
  | {
    readonly type: "addPath" | "patchPath" | "replacePath";
    readonly name: string;
    readonly values: unknown;
  }
  | { readonly type: "deletePath"; readonly name: string };

export type Changed =
  | { readonly ok: true; readonly state: ConfigurationState; readonly warnings: readonly string[] }
  | {
    readonly ok: false;
    /** `missing` and `exists` speak of the path entry. */
    readonly reason: "missing" | "exists" | "invalid";
    readonly problems: readonly Problem[];
  };

/** Applies a change to the raw values and checks the whole anew. The state that was is not touched. Never rejects. */
export async function applyChange(
  state: ConfigurationState,
  change: Change,
  files: FileAccess,
): Promise<Changed> {
  const values = "values" in change ? change.values ?? {} : {};
  if (!isSection(values)) {
    return refused("invalid", "", "names with values are needed, as in a JSON object");
  }
  const raw = changedRaw(state.raw, change, values);
  if (typeof raw === "string") {
    const text = raw === "exists" ? "path already exists" : "path not found";
    return refused(raw, "name" in change ? change.name : "", text);
  }
  const problems = new Problems(() => NOWHERE), locate = () => NOWHERE;
  const only = "name" in change ? change.name : undefined;
  const { schema } = state;
  const assembled = await assemble({ schema, raw, locate, problems, previous: state, only });
  if (assembled.ok) await checkFillerFiles(touched(assembled.state, only), files, problems, state);
  return outcome(assembled, problems);
}

/** The state with no entry but the one that may have changed. */
function touched(state: ConfigurationState, only: string | undefined): ConfigurationState {
  if (only === undefined) return state;
  const entry = state.configuration.paths.get(only);
  const paths = EntryMap.of(new Map(entry ? [[only, entry]] : []));
  return { ...state, configuration: { ...state.configuration, paths } };
}

function outcome(assembled: Assembled, problems: Problems): Changed {
  if (assembled.ok && problems.list.length === 0) return assembled;
  return { ok: false, reason: "invalid", problems: problems.sorted() };
}

function refused(reason: "missing" | "exists" | "invalid", key: string, text: string): Changed {
  return { ok: false, reason, problems: [{ file: null, line: null, column: null, key, text }] };
}

/** Only what the change speaks of becomes a new object. */
function changedRaw(
  raw: RawConfiguration,
  change: Change,
  values: RawSection,
): RawConfiguration | "missing" | "exists" {
  if (!("name" in change)) {
    return change.type === "patchGlobal"
      ? { ...raw, global: patched(raw.global, values) }
      : { ...raw, pathDefaults: patched(raw.pathDefaults, values) };
  }
  const { type, name } = change;
  const exists = raw.paths.has(name);
  if (type === "addPath" && exists) return "exists";
  if ((type === "patchPath" || type === "deletePath") && !exists) return "missing";
  const before = type === "patchPath" ? raw.paths.get(name) : null;
  const entry = type === "deletePath" ? undefined : patched(before ?? {}, values);
  return { ...raw, paths: EntryMap.of(raw.paths).with(name, entry) };
}

/** Null means that a parameter is not spoken of. */
function patched(raw: RawSection, values: RawSection): RawSection {
  const result = copyOf(raw);
  for (const [name, value] of Object.entries(values)) if (value !== null) result[name] = value;
  return result;
}
