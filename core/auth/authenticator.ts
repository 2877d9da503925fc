import { Argon2 } from "core/auth/argon2.ts";
import { internalMethod, type InternalUser, type Method } from "core/auth/internal.ts";
import type { Authenticator } from "core/auth/request.ts";
import { type Clock, systemClock } from "net/clock.ts";

/** Authentication's part of the configuration, under its names there. */
export interface AuthSettings {
  readonly authMethod: "internal" | "http" | "jwt";
  readonly authInternalUsers: readonly InternalUser[];
}

/** An authenticator that takes new settings while it runs. */
export interface ConfigurableAuthenticator extends Authenticator {
  /** The next question is answered by `next`. Throws where `authProblem` finds one, and then nothing has changed. */
  configure(next: AuthSettings): void;
  /** Ends its thread; questions still open are refused. */
  close(): void;
}

/** Why this build cannot authenticate as configured, or undefined where it can. */
export function authProblem({ authMethod }: Pick<AuthSettings, "authMethod">): string | undefined {
  return authMethod === "internal" ? undefined : `authMethod ${authMethod} is not in this build`;
}

/** Chooses the configured method. Throws where `authProblem` finds one. */
export function createAuthenticator(
  settings: AuthSettings,
  clock: Clock = systemClock,
): ConfigurableAuthenticator {
  const argon2 = new Argon2(clock);
  let users: readonly InternalUser[];
  let method: Method;

  const configure = (next: AuthSettings) => {
    const problem = authProblem(next);
    if (problem !== undefined) throw new Error(`Cannot authenticate: ${problem}`);
    if (next.authInternalUsers === users) return;
    method = internalMethod(next.authInternalUsers, (hash, value) => argon2.check(hash, value));
    users = next.authInternalUsers;
  };

  configure(settings);
  return { verify: (request) => method(request), configure, close: () => argon2.close() };
}
