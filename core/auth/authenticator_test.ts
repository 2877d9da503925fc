import assert from "node:assert/strict";
import { argon2id } from "hash-wasm";
import { type AuthSettings, createAuthenticator } from "./authenticator.ts";
import { systemClock } from "net/clock.ts";
import type { AuthRequest } from "./request.ts";

function settings(pass: string, authMethod: AuthSettings["authMethod"] = "internal"): AuthSettings {
  const permissions = [{ action: "read", path: "" }] as const;
  return {
    authMethod,
    authInternalUsers: [{ user: "alice", pass, ips: [], permissions }],
    authHTTPAddress: "http://auth/",
    authHTTPFingerprint: "",
    authHTTPExclude: [],
    authJWTJWKS: "http://keys/",
    authJWTJWKSFingerprint: "",
    authJWTClaimKey: "permissions",
    authJWTExclude: [],
    authJWTIssuer: "",
    authJWTAudience: "",
    readTimeout: 1000,
  };
}

function asks(password: string): AuthRequest {
  const credentials = { user: "alice", password, token: "" };
  const about = { query: "", protocol: "rtsp", id: null, ip: "::1", userAgent: "" };
  return { action: "read", path: "cam", ...about, credentials };
}

Deno.test("authenticator: a new list applies to the next question", async () => {
  const auth = createAuthenticator(settings("old"));
  assert.equal((await auth.verify(asks("old"))).ok, true);
  auth.configure(settings("new"));
  assert.equal((await auth.verify(asks("old"))).ok, false);
  assert.equal((await auth.verify(asks("new"))).ok, true);
  auth.close();
});

Deno.test("authenticator: the method is changed while it runs, and asks anew only where it was changed", async () => {
  const asked: string[] = [];
  const ask = ({ url }: { url: string }) => {
    asked.push(url);
    return Promise.resolve({ status: url === "http://auth/" ? 200 : 500, body: "" });
  };
  const auth = createAuthenticator(settings("old"), systemClock, ask);
  assert.equal((await auth.verify(asks("any"))).ok, false);
  auth.configure(settings("old", "http"));
  assert.equal((await auth.verify(asks("any"))).ok, true);
  auth.configure(settings("old", "jwt"));
  const token = `${btoa('{"alg":"ES256"}')}.${btoa("{}")}.${btoa("x")}`.replaceAll("=", "");
  assert.equal((await auth.verify(asks(token))).ok, false);
  assert.deepEqual(asked, ["http://auth/", "http://keys/"]);
  auth.close();
});

Deno.test("authenticator: argon2 through its thread, which ends with it", async () => {
  const hash = await argon2id({
    password: "secret",
    salt: "12345678",
    iterations: 1,
    parallelism: 1,
    memorySize: 64,
    hashLength: 16,
    outputType: "encoded",
  });
  const auth = createAuthenticator(settings(`argon2:${hash}`));
  assert.deepEqual(await auth.verify(asks("secret")), { ok: true, user: "alice" });
  assert.deepEqual(await auth.verify(asks("wrong")), {
    ok: false,
    reason: "authentication failed: wrong password",
    ask: false,
  });
  auth.configure({ ...settings(`argon2:${hash}`) });
  assert.equal((await auth.verify(asks("secret"))).ok, true);
  auth.close();
  assert.deepEqual(await auth.verify(asks("another")), {
    ok: false,
    reason: "authentication failed: the server is closing",
    ask: false,
  });
});
