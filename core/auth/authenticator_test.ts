import assert from "node:assert/strict";
import { argon2id } from "hash-wasm";
import { authProblem, type AuthSettings, createAuthenticator } from "./authenticator.ts";
import type { AuthRequest } from "./request.ts";

function settings(pass: string, authMethod: AuthSettings["authMethod"] = "internal"): AuthSettings {
  const permissions = [{ action: "read", path: "" }] as const;
  return { authMethod, authInternalUsers: [{ user: "alice", pass, ips: [], permissions }] };
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

for (const method of ["http", "jwt"] as const) {
  Deno.test(`authenticator: ${method} is refused clearly and changes nothing`, async () => {
    const text = `authMethod ${method} is not in this build`;
    assert.equal(authProblem({ authMethod: method }), text);
    assert.throws(() => createAuthenticator(settings("x", method)), { message: new RegExp(text) });
    const auth = createAuthenticator(settings("old"));
    assert.throws(() => auth.configure(settings("new", method)), { message: new RegExp(text) });
    assert.equal((await auth.verify(asks("old"))).ok, true);
    auth.close();
  });
}

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
