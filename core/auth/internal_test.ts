import assert from "node:assert/strict";
import { internalMethod, type InternalUser } from "./internal.ts";
import type { Permission } from "./permission.ts";
import { type AuthRequest, type Credentials, NO_CREDENTIALS } from "./request.ts";

const everything: Permission[] = ["publish", "read", "playback", "api", "metrics", "pprof"].map(
  (action) => ({ action, path: "" }) as Permission,
);

function user(name: string, pass: string, rest: Partial<InternalUser> = {}): InternalUser {
  return { user: name, pass, ips: [], permissions: everything, ...rest };
}

type Asked = Partial<Omit<AuthRequest, "credentials">> & Partial<Credentials>;

function request({ user = "", password = "", token = "", verify, ...rest }: Asked): AuthRequest {
  const credentials = { user, password, token, verify };
  const about = { query: "", protocol: "", id: null, userAgent: "" };
  return { action: "read", path: "cam", ip: "10.0.0.1", ...about, ...rest, credentials };
}

/** Stands for the thread: right is what the hash says after its last dollar. */
const argon2 = (hash: string, value: string) => {
  if (hash === "broken") return Promise.reject(new Error("too many passwords are being checked"));
  return Promise.resolve(hash === `$argon2id$${value}`);
};

// SHA-256 of "test" (FIPS 180-4), as base64.
const TEST = "sha256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";
const alice = user("alice", "secret");
const onlyRead: Permission[] = [{ action: "read", path: "cam" }];

/** Granted to this user name, or refused for this reason. */
type Expected = { user: string } | { reason: string; ask?: boolean };

const NOBODY = "no user may read from path 'cam' from 10.0.0.1";
const UNKNOWN = "no user of that name may read from path 'cam' from 10.0.0.1";
const WRONG = { reason: "wrong password" };
const ASK = { reason: "no credentials were given", ask: true };
const given = { user: "alice", password: "secret" };

const cases: [string, InternalUser[], Asked, Expected][] = [
  ["no users", [], given, { reason: NOBODY }],
  ["right pair", [alice], given, { user: "alice" }],
  ["wrong password", [alice], { user: "alice", password: "Secret" }, WRONG],
  ["missing password", [alice], { user: "alice" }, WRONG],
  ["wrong name", [alice], { user: "bob", password: "secret" }, { reason: UNKNOWN }],
  ["missing name", [alice], { password: "secret" }, { reason: UNKNOWN }],
  ["token only", [alice], { token: "secret" }, { reason: UNKNOWN }],
  ["nothing given", [alice], {}, ASK],
  ["nothing given, nobody may", [], {}, ASK],

  ["any, nothing given", [user("any", "")], {}, { user: "" }],
  ["any, name as given", [user("any", "")], { user: "bob", password: "x" }, { user: "bob" }],
  ["any ignores its password", [user("any", "x")], {}, { user: "" }],
  ["any with a token", [user("any", "")], { token: "t" }, { user: "" }],
  ["an empty name is nobody", [user("", "")], {}, ASK],
  ["an empty name is nobody, with a password", [user("", "x")], { password: "x" }, {
    reason: NOBODY,
  }],

  ["empty stored password, none given", [user("alice", "")], { user: "alice" }, { user: "alice" }],
  ["empty stored password, any given", [user("alice", "")], given, { user: "alice" }],
  ["empty stored password, wrong name", [user("alice", "")], { user: "b" }, { reason: UNKNOWN }],

  ["sha256 password", [user("alice", TEST)], { user: "alice", password: "test" }, {
    user: "alice",
  }],
  ["sha256 password, wrong", [user("alice", TEST)], given, WRONG],
  ["sha256 name", [user(TEST, "secret")], { user: "test", password: "secret" }, { user: "test" }],
  ["sha256 name, wrong", [user(TEST, "secret")], given, { reason: UNKNOWN }],
  ["argon2 password", [user("alice", "argon2:$argon2id$secret")], given, { user: "alice" }],
  ["argon2 password, wrong", [user("alice", "argon2:$argon2id$x")], given, WRONG],
  ["argon2 name", [user("argon2:$argon2id$alice", "secret")], given, { user: "alice" }],
  [
    "argon2 that cannot be checked now",
    [user("alice", "argon2:broken")],
    given,
    { reason: "too many passwords are being checked" },
  ],
  ["argon2 that cannot be checked, another fits", [user("alice", "argon2:broken"), alice], given, {
    user: "alice",
  }],

  ["address fits", [{ ...alice, ips: ["10.0.0.0/8"] }], given, { user: "alice" }],
  ["address fits, IPv4 in IPv6", [{ ...alice, ips: ["10.0.0.0/8"] }], {
    ...given,
    ip: "::ffff:10.0.0.1",
  }, { user: "alice" }],
  ["address does not fit", [{ ...alice, ips: ["10.0.0.2/32"] }], given, { reason: NOBODY }],
  ["no address", [{ ...alice, ips: ["0.0.0.0/0", "::/0"] }], { ...given, ip: "@" }, {
    reason: "no user may read from path 'cam' from @",
  }],
  ["no address, none wanted", [alice], { ...given, ip: "@" }, { user: "alice" }],

  ["permission fits", [{ ...alice, permissions: onlyRead }], given, { user: "alice" }],
  ["another path", [{ ...alice, permissions: onlyRead }], { ...given, path: "x" }, {
    reason: "no user may read from path 'x' from 10.0.0.1",
  }],
  ["another action", [{ ...alice, permissions: onlyRead }], { ...given, action: "publish" }, {
    reason: "no user may publish to path 'cam' from 10.0.0.1",
  }],
  ["playback", [{ ...alice, permissions: onlyRead }], { ...given, action: "playback" }, {
    reason: "no user may play back path 'cam' from 10.0.0.1",
  }],
  ["an action without path", [{ ...alice, permissions: onlyRead }], { ...given, action: "api" }, {
    reason: "no user may use api from 10.0.0.1",
  }],

  [
    "the name exists, but only others may",
    [{ ...alice, permissions: [] }, user("bob", "x")],
    given,
    { reason: UNKNOWN },
  ],
  ["the same name twice, the second fits", [user("alice", "old"), alice], given, { user: "alice" }],
  ["the same name twice, by address", [{ ...alice, ips: ["1.1.1.1"] }, user("alice", "b")], {
    user: "alice",
    password: "b",
  }, { user: "alice" }],
  ["the first in order decides: any before a wrong password", [user("any", ""), alice], {
    user: "alice",
    password: "wrong",
  }, { user: "alice" }],
  ["any after a wrong password", [alice, user("any", "")], { user: "alice", password: "wrong" }, {
    user: "alice",
  }],
  ["wrong password beats other reasons", [user("bob", "x"), alice, user("carl", "x")], {
    user: "alice",
    password: "wrong",
  }, WRONG],
];

for (const [name, users, asked, expected] of cases) {
  Deno.test(`internal users: ${name}`, async () => {
    const result = await internalMethod(users, argon2)(request(asked));
    if ("user" in expected) return assert.deepEqual(result, { ok: true, user: expected.user });
    const { reason, ask = false } = expected;
    assert.deepEqual(result, { ok: false, reason: `authentication failed: ${reason}`, ask });
  });
}

/** A response computed by a client that knows this pair. */
const responds = (user: string, password: string) => ({
  user,
  verify: (name: string, word: string) => name === user && word === password,
});

const challenges: [string, InternalUser[], Asked, Expected][] = [
  ["right", [alice], responds("alice", "secret"), { user: "alice" }],
  ["second user", [user("bob", "x"), alice], responds("alice", "secret"), { user: "alice" }],
  ["wrong password", [alice], responds("alice", "x"), WRONG],
  ["wrong name", [alice], responds("bob", "secret"), { reason: UNKNOWN }],
  ["any", [user("any", "")], responds("bob", "x"), { user: "bob" }],
  ["empty password, used", [user("alice", "")], responds("alice", ""), { user: "alice" }],
  ["empty password must really be used", [user("alice", "")], responds("alice", "x"), WRONG],
  ["hashed password", [user("alice", TEST)], responds("alice", "test"), { reason: UNKNOWN }],
  ["hashed name", [user(TEST, "x")], responds("test", "x"), { reason: UNKNOWN }],
  ["its text is no password", [user("alice", TEST)], responds("alice", TEST), { reason: UNKNOWN }],
  ["is a credential: no asking again", [alice], { verify: () => false }, { reason: UNKNOWN }],
  ["a response that cannot be checked", [alice], {
    verify: () => {
      throw new Error("no nonce");
    },
  }, { reason: "no nonce" }],
];

for (const [name, users, asked, expected] of challenges) {
  Deno.test(`internal users, challenge: ${name}`, async () => {
    const result = await internalMethod(users, argon2)(request(asked));
    if ("user" in expected) return assert.deepEqual(result, { ok: true, user: expected.user });
    assert.deepEqual(result, {
      ok: false,
      reason: `authentication failed: ${expected.reason}`,
      ask: false,
    });
  });
}

Deno.test("internal users: the default users of the contract", async () => {
  const local = ["127.0.0.1/32", "::1/128"];
  const users = [
    user("any", "", { permissions: everything.slice(0, 3) }),
    user("any", "", { ips: local, permissions: everything.slice(3) }),
  ];
  const method = internalMethod(users, argon2);
  const ask = async (action: AuthRequest["action"], ip: string) =>
    (await method({ ...request({}), action, ip, credentials: NO_CREDENTIALS })).ok;
  for (const ip of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "8.8.8.8"]) {
    for (const action of ["publish", "read", "playback"] as const) assert.ok(await ask(action, ip));
    for (const action of ["api", "metrics", "pprof"] as const) {
      assert.equal(await ask(action, ip), ip !== "8.8.8.8");
    }
  }
});

Deno.test("internal users: a reason holds nothing of what was given or is stored", async () => {
  const users = [user("stored-name", "stored-pass"), user("given-name", TEST)];
  const method = internalMethod(users, argon2);
  for (const name of ["given-name", "given-other"]) {
    const result = await method(
      request({ user: name, password: "given-pass", token: "given-token" }),
    );
    assert.ok(!result.ok);
    assert.doesNotMatch(result.reason, /given|stored|sha256/);
  }
});
