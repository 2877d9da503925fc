import type {
  Configuration,
  PathEntry,
  PathParameters,
  Report,
} from "core/config/configuration.ts";
import type { InternalUser } from "core/config/parameters/authentication.ts";
import { legacyCredentials } from "core/config/parameters/legacy/credentials.ts";
import { isCatchAll } from "core/config/entries/path_name.ts";

const NAMES = Object.keys(legacyCredentials) as (keyof typeof legacyCredentials)[];

/** Whether credentials of former versions are in use, which then replace the list of users. */
export function isLegacy(
  { pathDefaults, paths }: Pick<Configuration, "pathDefaults" | "paths">,
): boolean {
  return hasLegacyCredentials(pathDefaults) || paths.some(isLegacyEntry);
}

const isLegacyEntry = ({ legacy }: PathEntry) => legacy;

/** Whether one of them is among the parameters of a path. */
export function hasLegacyCredentials(values: PathParameters): boolean {
  return NAMES.some((name) => values[name] !== null);
}

/** A password of former versions without its user would protect nothing. */
export function checkLegacyCredentials({ values }: PathEntry, report: Report): void {
  for (const action of ["publish", "read"] as const) {
    const user = values[`${action}User`] || "any";
    if (user === "any" && values[`${action}Pass`]) {
      report(`${action}Pass`, `it needs a ${action}User other than any`);
    }
  }
}

/** The users that mean the same as the credentials of each path. */
export function legacyUsers(entries: Iterable<PathEntry>): InternalUser[] {
  const users: InternalUser[] = [
    { user: "any", pass: "", ips: [], permissions: [{ action: "playback", path: "" }] },
    {
      user: "any",
      pass: "",
      ips: ["127.0.0.1/32", "::1/128"],
      permissions: [
        { action: "api", path: "" },
        { action: "metrics", path: "" },
        { action: "pprof", path: "" },
      ],
    },
  ];
  for (const { key, values } of entries) {
    const path = isCatchAll(key) ? "~^.*$" : key;
    const { publishUser, publishPass, publishIPs, readUser, readPass, readIPs } = values;
    users.push(userOf("publish", path, publishUser, publishPass, publishIPs));
    users.push(userOf("read", path, readUser, readPass, readIPs));
  }
  return users;
}

function userOf(
  action: "publish" | "read",
  path: string,
  user: string | null,
  pass: string | null,
  ips: readonly string[] | null,
): InternalUser {
  return {
    user: user || "any",
    pass: pass ?? "",
    ips: ips?.length ? [...ips] : ["0.0.0.0/0"],
    permissions: [{ action, path }],
  };
}
