import type { JWTHeaderParameters, JWTPayload } from "jose";
import type { Ask } from "core/auth/http.ts";
import { findKey, KeySet, NoKeys } from "core/auth/jwt/key_set.ts";
import { bearerOf, type Method, nothingGiven } from "core/auth/method.ts";
import { type Permission, permits } from "core/auth/permission.ts";
import type { Action, AuthFailure, AuthRequest, Credentials } from "core/auth/request.ts";
import { messageOf } from "core/errors.ts";
import type { Clock } from "net/clock.ts";

/** The parameters of the jwt method. */
export interface JwtSettings {
  readonly authJWTJWKS: string;
  readonly authJWTJWKSFingerprint: string;
  readonly authJWTClaimKey: string;
  readonly authJWTExclude: readonly Permission[];
  readonly authJWTIssuer: string;
  readonly authJWTAudience: string;
  /** Milliseconds. */
  readonly readTimeout: number;
}

const ACTIONS: readonly Action[] = ["publish", "read", "playback", "api", "metrics", "pprof"];

/** Grants what a signed token (RFC 7519) says; its keys come from a key set (RFC 7517). */
export function jwtMethod(settings: JwtSettings, keys: KeySet): Method {
  const excluded = permits(settings.authJWTExclude);
  return async (request) => {
    if (excluded(request.action, request.path)) return { ok: true, user: "" };
    const token = tokenOf(request.credentials);
    if (token === "") return refused(request, "JWT not provided");
    try {
      const payload = await verified(token, settings, keys);
      const granted = permits(permissionsIn(payload, settings.authJWTClaimKey));
      if (granted(request.action, request.path)) return { ok: true, user: payload.sub ?? "" };
      return refused(request, "user doesn't have permission to perform action");
    } catch (error) {
      const failure = refused(request, messageOf(error));
      return error instanceof NoKeys ? { ...failure, undecided: true } : failure;
    }
  };
}

/** Players that know only a user name give the token as that. */
function tokenOf(credentials: Credentials): string {
  const { user } = credentials;
  return bearerOf(credentials) || (user.split(".").length === 3 ? user : "");
}

/** Keys may have been rotated: one that the set does not hold makes it be fetched again. */
async function verified(token: string, settings: JwtSettings, keys: KeySet): Promise<JWTPayload> {
  const { importJWK, jwtVerify } = await import("jose");
  const { authJWTIssuer, authJWTAudience } = settings;
  const keyOf = async (header: JWTHeaderParameters) => {
    const current = keys.get(), known = findKey(await current, header);
    const newer = known ? undefined : keys.newer(current);
    const key = known ?? (newer && findKey(await newer, header));
    if (!key) throw new Error("no key of the set fits the token");
    return await importJWK(key, header.alg);
  };
  const { payload } = await jwtVerify(token, keyOf, {
    ...authJWTIssuer && { issuer: authJWTIssuer },
    ...authJWTAudience && { audience: authJWTAudience },
  });
  return payload;
}

/** The claim: a list of permissions, or a string that holds it as JSON. Throws on anything else. */
function permissionsIn(payload: JWTPayload, key: string): Permission[] {
  const claim = payload[key];
  if (claim === undefined) throw new Error(`claim '${key}' not found inside JWT`);
  const list: unknown = typeof claim === "string" ? JSON.parse(claim) : claim;
  if (!Array.isArray(list)) throw new Error(`claim '${key}' is not a list of permissions`);
  return list.map(permissionOf);
}

function permissionOf(value: unknown): Permission {
  const { action, path = "", ...others } = Object(value);
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) {
    throw new Error(`a permission of the JWT has the unknown field '${unknown}'`);
  }
  if (!ACTIONS.includes(action)) throw new Error("a permission of the JWT has an unknown action");
  if (typeof path !== "string") {
    throw new Error("a permission of the JWT has a path that is no text");
  }
  return { action, path };
}

function refused({ credentials }: AuthRequest, reason: string): AuthFailure {
  return { ok: false, reason: `authentication failed: ${reason}`, ask: nothingGiven(credentials) };
}

/** The key set of some settings. */
export function keySetOf(settings: JwtSettings, ask: Ask, clock: Clock): KeySet {
  return new KeySet(clock, async () => {
    const { status, body } = await ask({
      url: settings.authJWTJWKS,
      method: "GET",
      timeout: settings.readTimeout,
      fingerprint: settings.authJWTJWKSFingerprint,
    });
    if (status !== 200) throw new Error(`the server of the keys replied with code ${status}`);
    return JSON.parse(body);
  });
}
