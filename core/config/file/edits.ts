import { isSection, type RawConfiguration, type RawSection } from "core/config/check/raw.ts";
import type { Change } from "core/config/patch.ts";

/** What is to become of one entry of `paths`. */
export type EntryEdit =
  | "delete"
  | {
    /** Whether it stands for the whole entry, or is put on top of it. */
    readonly replace: boolean;
    readonly values: RawSection;
    /** The whole entry, where it is known: for a file that does not hold it. */
    readonly whole?: RawSection | null;
  };

/** Several changes in one. */
export interface Edits {
  readonly global: RawSection;
  readonly pathDefaults: RawSection;
  readonly paths: ReadonlyMap<string, EntryEdit>;
}

/** Joins changes that were made one after the other; `raw`: what they led to, where that is known. */
export function editsOf(changes: readonly Change[], raw?: RawConfiguration): Edits {
  const global: Record<string, unknown> = {}, pathDefaults: Record<string, unknown> = {};
  const paths = new Map<string, EntryEdit>();
  for (const change of changes) {
    if ("name" in change) paths.set(change.name, entryEdit(change, paths.get(change.name)));
    else Object.assign(change.type === "patchGlobal" ? global : pathDefaults, given(change.values));
  }
  for (const [key, edit] of paths) {
    if (edit !== "delete" && !edit.replace) paths.set(key, { ...edit, whole: raw?.paths.get(key) });
  }
  return { global, pathDefaults, paths };
}

function entryEdit(
  change: Extract<Change, { name: string }>,
  before: EntryEdit | undefined,
): EntryEdit {
  if (change.type === "deletePath") return "delete";
  const values = given(change.values), onTop = change.type === "patchPath";
  if (!onTop || before === "delete") return { replace: true, values };
  if (before === undefined) return { replace: false, values };
  return { replace: before.replace, values: { ...before.values, ...values } };
}

/** Null means that a parameter is not spoken of; the name of an entry is its key. */
function given(values: unknown): RawSection {
  if (!isSection(values)) return {};
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== null && name !== "name"),
  );
}
