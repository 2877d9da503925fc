import type { Configuration, Report } from "core/config/configuration.ts";
import type { InternalUser } from "core/config/parameters/authentication.ts";
import { isLegacy } from "core/config/parameters/legacy/rules.ts";

/** Rules between the parameters of authentication. */
export function checkAuthentication(
  whole: Configuration,
  report: Report,
): void {
  const { global } = whole;
  if (global.authMethod === "internal" && !isLegacy(whole)) {
    checkUsers(global.authInternalUsers, report);
  }
  if (global.authMethod === "http") checkURL("authHTTPAddress", global.authHTTPAddress, report);
  if (global.authMethod === "jwt") {
    checkURL("authJWTJWKS", global.authJWTJWKS, report);
    if (global.authJWTClaimKey === "") report("authJWTClaimKey", "authMethod jwt needs it");
  }
}

function checkUsers(users: readonly InternalUser[], report: Report): void {
  users.forEach(({ user, pass }, i) => {
    const place = (field: string) => ["authInternalUsers", i, field];
    if (user === "") report(place("user"), "it is empty; allowed: a name, or any for everybody");
    if (user === "any" && pass !== "") {
      report(place("pass"), "user any stands for everybody and takes no password");
    }
  });
}

function checkURL(key: string, url: string, report: Report): void {
  if (url === "") report(key, "this authMethod needs it");
  else if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    report(key, `found '${url}'; allowed: a URL that begins with http:// or https://`);
  }
}
