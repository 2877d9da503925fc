import { compilePattern } from "core/config/pattern/mod.ts";
import type { Action } from "core/auth/request.ts";

/** One entry of `permissions`. */
export interface Permission {
  readonly action: Action;
  /** A path name, `~` and an expression searched in it, or `""` for every path; unused by api, metrics and pprof. */
  readonly path: string;
}

/** Whether any of a list of permissions allows `action` on `path`. */
export type Permits = (action: Action, path: string) => boolean;

const WITH_PATH: ReadonlySet<Action> = new Set<Action>(["publish", "read", "playback"]);

/** Prepares a list of permissions; an expression that does not compile never matches. */
export function permits(list: readonly Permission[]): Permits {
  const rules = list.map(({ action, path }) => ({
    action,
    fits: WITH_PATH.has(action) ? pathRule(path) : () => true,
  }));
  return (action, path) => rules.some((rule) => rule.action === action && rule.fits(path));
}

function pathRule(rule: string): (path: string) => boolean {
  if (rule === "") return () => true;
  if (!rule.startsWith("~")) return (path) => path === rule;
  const pattern = compilePattern(rule.slice(1));
  return (path) => "error" in pattern ? false : pattern.test(path);
}
