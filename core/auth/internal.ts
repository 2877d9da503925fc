import { type Argon2Check, type StoredCredential, storedCredential } from "core/auth/credential.ts";
import { type Method, nothingGiven } from "core/auth/method.ts";
import { type Address, parseAddress, within } from "core/auth/network.ts";
import { type Permission, type Permits, permits } from "core/auth/permission.ts";
import type { Action, AuthRequest, Credentials } from "core/auth/request.ts";
import { messageOf } from "core/errors.ts";

/** One entry of `authInternalUsers`, decoded. */
export interface InternalUser {
  /** A credential as the configuration writes it, or `any`. */
  readonly user: string;
  /** A credential as the configuration writes it; empty accepts every password. */
  readonly pass: string;
  /** Addresses and networks in CIDR; empty for all. */
  readonly ips: readonly string[];
  readonly permissions: readonly Permission[];
}

interface User {
  /** Undefined for `any`. */
  readonly name?: StoredCredential;
  readonly password: StoredCredential;
  readonly from: (address: Address) => boolean;
  readonly may: Permits;
}

/** Prepares the list of users: the first that fits address, action, path and credentials grants. */
export function internalMethod(users: readonly InternalUser[], argon2: Argon2Check): Method {
  const prepared = users.filter(({ user }) => user !== "").map((user) => prepare(user, argon2));
  return async (request) => {
    const address = parseAddress(request.ip);
    const fitting = prepared.filter(({ from, may }) =>
      from(address) && may(request.action, request.path)
    );
    const failure = await prove(fitting, request);
    if (failure === undefined) return { ok: true, user: request.credentials.user };
    const ask = nothingGiven(request.credentials);
    const reason = ask ? "no credentials were given" : failure;
    return { ok: false, reason: `authentication failed: ${reason}`, ask };
  };
}

function prepare({ user, pass, ips, permissions }: InternalUser, argon2: Argon2Check): User {
  return {
    name: user === "any" ? undefined : storedCredential(user, argon2),
    password: storedCredential(pass, argon2),
    from: within(ips),
    may: permits(permissions),
  };
}

/** Undefined once one of `users` is proved, else why none is: the most telling reason. */
async function prove(users: readonly User[], request: AuthRequest): Promise<string | undefined> {
  const what = `${attempt(request.action, request.path)} from ${request.ip}`;
  let failure = users.length > 0 ? `no user of that name may ${what}` : `no user may ${what}`;
  for (const user of users) {
    try {
      const found = await compare(user, request.credentials);
      if (found === "proved") return undefined;
      if (found === "wrong password") failure = found;
    } catch (error) {
      failure = messageOf(error);
    }
  }
  return failure;
}

type Comparison = "proved" | "wrong password" | "another user";

async function compare({ name, password }: User, given: Credentials): Promise<Comparison> {
  if (!name) return "proved";
  if (given.verify) return challenge(name.plain, password.plain, given);
  if (!await name.matches(given.user)) return "another user";
  if (password.plain === "") return "proved";
  return await password.matches(given.password) ? "proved" : "wrong password";
}

/** The response to a challenge can be checked against plain text only. */
function challenge(
  name: string | undefined,
  password: string | undefined,
  given: Credentials,
): Comparison {
  if (name === undefined || password === undefined) return "another user";
  if (given.verify?.(name, password)) return "proved";
  return given.user === name ? "wrong password" : "another user";
}

function attempt(action: Action, path: string): string {
  switch (action) {
    case "publish":
      return `publish to path '${path}'`;
    case "read":
      return `read from path '${path}'`;
    case "playback":
      return `play back path '${path}'`;
    default:
      return `use ${action}`;
  }
}
