import { nearest } from "core/config/check/nearest.ts";
import type { HookName } from "core/hooks.ts";

/** The hooks that third parties' plugins may register for. */
const HOOKS: Readonly<Record<HookName, true>> = {
  start: true,
  stop: true,
  configChange: true,
  authorize: true,
  pathCreated: true,
  pathRemoved: true,
  demand: true,
  undemand: true,
  available: true,
  unavailable: true,
  online: true,
  offline: true,
  readerAdded: true,
  readerRemoved: true,
  connOpened: true,
  connClosed: true,
  segmentCreated: true,
  segmentCompleted: true,
  metrics: true,
};

/** Their names. */
export const EXTENSION_HOOKS: readonly string[] = Object.keys(HOOKS);

/** Throws where a plugin names a hook that there is not: types tell only those who have them checked. */
export function checkHook(name: string): void {
  if (EXTENSION_HOOKS.includes(name)) return;
  const near = nearest(name, EXTENSION_HOOKS);
  throw new Error(`there is no hook ${name}${near ? `; did you mean ${near}?` : ""}`);
}
