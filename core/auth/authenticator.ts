import { Argon2 } from "core/auth/argon2.ts";
import { type Ask, httpMethod, type HttpSettings } from "core/auth/http.ts";
import { internalMethod, type InternalUser } from "core/auth/internal.ts";
import { jwtMethod, type JwtSettings, keySetOf } from "core/auth/jwt/jwt.ts";
import type { KeySet } from "core/auth/jwt/key_set.ts";
import type { Method } from "core/auth/method.ts";
import type { Authenticator } from "core/auth/request.ts";
import type { Hooks } from "core/hooks.ts";
import { sameValue } from "core/config/check/same.ts";
import { type Clock, systemClock } from "net/clock.ts";
import { askHttp } from "net/http_client.ts";

/** Authentication's part of the configuration, under its names there. */
export interface AuthSettings extends HttpSettings, JwtSettings {
  readonly authMethod: "internal" | "http" | "jwt";
  readonly authInternalUsers: readonly InternalUser[];
}

/** An authenticator that takes new settings while it runs. */
export interface ConfigurableAuthenticator extends Authenticator {
  /** The next question is answered by `next`. */
  configure(next: AuthSettings): void;
  /** The next token is checked with keys that are fetched anew; nothing happens with other methods. */
  refreshKeys(): void;
  /** Ends its thread; questions still open are refused. */
  close(): void;
}

/** Chooses the configured method. */
export function createAuthenticator(
  settings: AuthSettings,
  clock: Clock = systemClock,
  ask: Ask = askHttp,
): ConfigurableAuthenticator {
  const argon2 = new Argon2(clock);
  let current: AuthSettings | undefined;
  let method: Method, keys: KeySet | undefined;

  const configure = (next: AuthSettings) => {
    const same = current !== undefined &&
      partOf(next).every((value, i) => sameValue(value, partOf(current!)[i]));
    current = next;
    if (same) return;
    keys = next.authMethod === "jwt" ? keySetOf(next, ask, clock) : undefined;
    if (keys) method = jwtMethod(next, keys);
    else if (next.authMethod === "http") method = httpMethod(next, ask);
    else {method = internalMethod(next.authInternalUsers, (hash, value) =>
        argon2.check(hash, value));}
  };

  configure(settings);
  return {
    verify: (request) => method(request),
    configure,
    refreshKeys: () => keys?.refresh(),
    close: () => argon2.close(),
  };
}

/** Asks plugins first (hook `authorize`); where none has an answer, the configured method. */
export function withHook(hooks: Pick<Hooks, "first">, configured: Authenticator): Authenticator {
  return {
    ...configured,
    verify: async (request) =>
      await hooks.first("authorize", request) ?? await configured.verify(request),
  };
}

/** What the method in use is made of: where it is the same, keys and prepared users are kept. */
function partOf(settings: AuthSettings): readonly unknown[] {
  const { authMethod, authInternalUsers, readTimeout } = settings;
  if (authMethod === "internal") return [authMethod, authInternalUsers];
  const { authHTTPAddress, authHTTPFingerprint, authHTTPExclude } = settings;
  if (authMethod === "http") {
    return [authMethod, readTimeout, authHTTPAddress, authHTTPFingerprint, authHTTPExclude];
  }
  const { authJWTJWKS, authJWTJWKSFingerprint, authJWTClaimKey, authJWTExclude } = settings;
  const { authJWTIssuer, authJWTAudience } = settings;
  return [
    authMethod,
    readTimeout,
    authJWTJWKS,
    authJWTJWKSFingerprint,
    authJWTClaimKey,
    authJWTExclude,
    authJWTIssuer,
    authJWTAudience,
  ];
}
