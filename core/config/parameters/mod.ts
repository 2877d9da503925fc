import { sameValue } from "core/config/check/same.ts";
import type { Configuration, GlobalParameters, Report } from "core/config/configuration.ts";
import type { ParameterOwner, Scheme } from "core/config/owner.ts";
import { alwaysAvailable } from "core/config/parameters/always_available.ts";
import { checkAlwaysAvailable } from "core/config/parameters/always_available_rules.ts";
import { authentication, DEFAULT_USERS } from "core/config/parameters/authentication.ts";
import { checkAuthentication } from "core/config/parameters/authentication_rules.ts";
import { forwardParameter } from "core/config/parameters/forward.ts";
import { general } from "core/config/parameters/general.ts";
import { legacyCredentials } from "core/config/parameters/legacy/credentials.ts";
import {
  checkLegacyCredentials,
  isLegacy,
  legacyUsers,
} from "core/config/parameters/legacy/rules.ts";
import { checkOutage, outage } from "core/config/parameters/outage.ts";
import { path, publisher } from "core/config/parameters/path.ts";
import { checkPath } from "core/config/parameters/path_rules.ts";

export { forwardParameter };

const sources: readonly Scheme[] = [
  { scheme: "publisher", word: true },
  { scheme: "redirect", word: true },
];

/** What core owns, in the order of the generated file. */
export const coreOwners: readonly ParameterOwner[] = [
  { name: "general", title: "General", global: general, path, sources, checkPath },
  {
    name: "authentication",
    title: "Authentication",
    global: authentication,
    path: legacyCredentials,
    check: checkAuthentication,
    checkPath: checkLegacyCredentials,
  },
  {
    name: "publisher",
    title: "Publishers and redirects",
    path: publisher,
  },
  {
    name: "alwaysAvailable",
    title: "Always available",
    path: alwaysAvailable,
    checkPath: checkAlwaysAvailable,
  },
  { name: "outage", title: "Outages", path: outage, checkPath: checkOutage },
  { name: "forward", title: "Forward", path: { forward: forwardParameter() } },
];

/** Global values that follow from others: the users of credentials of former versions. */
export function deriveGlobal(
  whole: Configuration,
  report: Report,
): Partial<GlobalParameters> {
  if (!isLegacy(whole)) return {};
  const { global, paths, set } = whole;
  if (set.has("authInternalUsers") && !sameValue(global.authInternalUsers, DEFAULT_USERS)) {
    report(
      "authInternalUsers",
      "it cannot be set together with publishUser, readPass and the like",
    );
  }
  return { authInternalUsers: legacyUsers(paths.values()) };
}
