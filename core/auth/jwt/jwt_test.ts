import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { FakeClock } from "../../../test/fake_clock.ts";
import { jwtMethod, keySetOf } from "./jwt.ts";
import { type AuthRequest, NO_CREDENTIALS } from "../request.ts";
import type { Permission } from "../permission.ts";

const SETTINGS = {
  authJWTJWKS: "https://keys/",
  authJWTJWKSFingerprint: "",
  authJWTClaimKey: "permissions",
  authJWTExclude: [{ action: "read", path: "free" }] as readonly Permission[],
  authJWTIssuer: "issuer",
  authJWTAudience: "server",
  readTimeout: 1000,
};

const CLAIMS = { permissions: [{ action: "publish", path: "cam" }, { action: "read" }] };

interface Signer {
  readonly jwk: JWK;
  sign(claims: Record<string, unknown>, change?: (token: SignJWT) => SignJWT): Promise<string>;
}

async function signer(alg: string, kid = alg): Promise<Signer> {
  const secret = alg.startsWith("HS") ? crypto.getRandomValues(new Uint8Array(64)) : undefined;
  const pair = secret ? undefined : await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(secret ?? pair!.publicKey);
  return {
    jwk: { ...jwk, kid },
    sign: (claims, change = (token) => token) =>
      change(
        new SignJWT({ iss: "issuer", aud: "server", sub: "alice", ...claims })
          .setProtectedHeader({ alg, kid }).setExpirationTime("1h"),
      ).sign(secret ?? pair!.privateKey),
  };
}

function setUp(keys: () => JWK[], settings = SETTINGS) {
  const clock = new FakeClock(), fetched: number[] = [];
  const set = keySetOf(settings, () => {
    fetched.push(clock.now());
    return Promise.resolve({ status: 200, body: JSON.stringify({ keys: keys() }) });
  }, clock);
  return { verify: jwtMethod(settings, set), clock, fetched, set };
}

function asks(token: string, action: AuthRequest["action"] = "publish", path = "cam"): AuthRequest {
  const about = { query: "", protocol: "rtsp", id: null, ip: "::1", userAgent: "" };
  return { action, path, ...about, credentials: { ...NO_CREDENTIALS, password: token } };
}

Deno.test("jwt: every kind of key grants what the claim says, and no more", async () => {
  const signers = await Promise.all(
    ["RS256", "PS256", "ES256", "EdDSA", "HS256"].map((a) => signer(a)),
  );
  const { verify, fetched } = setUp(() => signers.map(({ jwk }) => jwk));
  for (const { sign, jwk } of signers) {
    const token = await sign(CLAIMS);
    assert.deepEqual(await verify(asks(token)), { ok: true, user: "alice" }, jwk.kid);
    assert.equal((await verify(asks(token, "read", "other"))).ok, true);
    assert.deepEqual(await verify(asks(token, "publish", "other")), {
      ok: false,
      reason: "authentication failed: user doesn't have permission to perform action",
      ask: false,
    });
  }
  assert.equal(fetched.length, 1);
});

Deno.test("jwt: what is wrong with a token is said", async () => {
  const { jwk, sign } = await signer("ES256");
  const stranger = await signer("ES256");
  const { verify } = setUp(() => [jwk]);
  const cases: [string, RegExp][] = [
    [await sign(CLAIMS, (t) => t.setExpirationTime("-1h")), /exp/],
    [await sign({ ...CLAIMS, iss: "other" }), /iss/],
    [await sign({ ...CLAIMS, aud: "other" }), /aud/],
    [await sign({}), /claim 'permissions' not found inside JWT/],
    [await sign({ permissions: "no json" }), /JSON/],
    [await sign({ permissions: [{ action: "fly" }] }), /unknown action/],
    [await sign({ permissions: [{ action: "read", more: 1 }] }), /unknown field 'more'/],
    [await stranger.sign(CLAIMS), /signature/],
    ["no token", /JW[ST]/],
  ];
  for (const [token, reason] of cases) {
    const result = await verify(asks(token));
    assert.ok(!result.ok && reason.test(result.reason), JSON.stringify(result));
  }
});

Deno.test("jwt: the claim may be a string of JSON", async () => {
  const { jwk, sign } = await signer("ES256");
  const token = await sign({ permissions: JSON.stringify(CLAIMS.permissions) });
  assert.equal((await setUp(() => [jwk]).verify(asks(token))).ok, true);
});

Deno.test("jwt: the token is the bearer, the password, that of the query, or the user", async () => {
  const { jwk, sign } = await signer("ES256");
  const token = await sign(CLAIMS), { verify } = setUp(() => [jwk]);
  const given = [{ token }, { user: "any", password: token }, { queryToken: token }, {
    user: token,
  }];
  for (const some of given) {
    const credentials = { ...NO_CREDENTIALS, ...some };
    assert.equal((await verify({ ...asks(""), credentials })).ok, true, Object.keys(some).join());
  }
  const named = await verify({ ...asks(""), credentials: { ...NO_CREDENTIALS, user: "alice" } });
  assert.ok(!named.ok && /JWT not provided/.test(named.reason));
});

Deno.test("jwt: without a token it is asked for, save where nobody needs one", async () => {
  const { verify } = setUp(() => []);
  assert.deepEqual(await verify({ ...asks(""), credentials: NO_CREDENTIALS }), {
    ok: false,
    reason: "authentication failed: JWT not provided",
    ask: true,
  });
  assert.deepEqual(await verify(asks("", "read", "free")), { ok: true, user: "" });
});

Deno.test("jwt: keys that were rotated are found, but strangers do not make them be fetched each time", async () => {
  const old = await signer("ES256", "old"), next = await signer("ES256", "next");
  let keys = [old.jwk];
  const { verify, clock, fetched } = setUp(() => keys);
  assert.equal((await verify(asks(await old.sign(CLAIMS)))).ok, true);
  keys = [next.jwk];
  const tokens = await Promise.all([1, 2, 3].map((jti) => next.sign({ ...CLAIMS, jti: `${jti}` })));
  const results = await Promise.all(tokens.map((token) => verify(asks(token))));
  assert.ok(results.every(({ ok }) => ok), "those who come at the same time as well");
  assert.equal((await verify(asks(await old.sign(CLAIMS)))).ok, false);
  assert.equal((await verify(asks(await old.sign(CLAIMS)))).ok, false);
  assert.equal(fetched.length, 2);
  clock.advance(61 * 60_000);
  await verify(asks(await next.sign(CLAIMS)));
  assert.equal(fetched.length, 3);
});

Deno.test("jwt: a key is not used for an algorithm that it was not made for", async () => {
  const { jwk } = await signer("RS256", "key");
  const forged = await new SignJWT({ ...CLAIMS, iss: "issuer", aud: "server" })
    .setProtectedHeader({ alg: "HS256", kid: "key" })
    .sign(new TextEncoder().encode(JSON.stringify(jwk)));
  const result = await setUp(() => [jwk]).verify(asks(forged));
  assert.ok(!result.ok && /no key of the set fits/.test(result.reason));
});

Deno.test("jwt: while keys cannot be fetched nobody is let in, and the next question tries again", async () => {
  const { jwk, sign } = await signer("ES256");
  let down = true;
  const { verify, fetched } = setUp(() => {
    if (down) throw new Error("down");
    return [jwk];
  });
  const token = await sign(CLAIMS), result = await verify(asks(token));
  assert.ok(!result.ok && /cannot fetch the keys: down/.test(result.reason));
  down = false;
  assert.equal((await verify(asks(token))).ok, true);
  assert.equal(fetched.length, 2);
});
