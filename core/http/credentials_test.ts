import assert from "node:assert/strict";
import type { Credentials } from "core/auth/request.ts";
import { httpCredentials } from "core/http/credentials.ts";

const basic = (text: string) => `Basic ${new TextEncoder().encode(text).toBase64()}`;
const of = (user: string, password: string, token = ""): Credentials => ({ user, password, token });
const NONE = of("", "");

const HEADERS: [header: string, expected: Credentials][] = [
  ["", NONE],
  [basic("alice:secret"), of("alice", "secret")],
  [basic("alice:a:b"), of("alice", "a:b")],
  [basic("älice:sécret"), of("älice", "sécret")],
  [basic(":"), NONE],
  [basic("nocolon"), NONE],
  [basic("alice:secret").replace("Basic", "bAsIc"), of("alice", "secret")],
  ["Basic ???", NONE],
  ["Basic", NONE],
  ["Bearer token", of("", "", "token")],
  ["bearer a.b.c", of("", "", "a.b.c")],
  ["Bearer alice:secret", of("alice", "secret")],
  ["Bearer a:b:c", of("", "", "a:b:c")],
  ['Digest username="alice"', NONE],
];

for (const [header, expected] of HEADERS) {
  Deno.test(`credentials: ${header || "no header"}`, () => {
    const headers = new Headers(header === "" ? {} : { Authorization: header });
    assert.deepEqual(httpCredentials(headers, "token=x", false), expected);
  });
}

const QUERIES: [query: string, token: string | undefined][] = [
  ["", undefined],
  ["a=b", undefined],
  ["token=x", "x"],
  ["jwt=y", "y"],
  ["jwt=y&token=x", "x"],
  ["token=x&token=z", undefined],
  ["token=a%20b", "a b"],
];

for (const [query, token] of QUERIES) {
  Deno.test(`credentials: the query '${query}'`, () => {
    const expected = token === undefined ? NONE : { ...NONE, queryToken: token };
    assert.deepEqual(httpCredentials(new Headers(), query, true), expected);
  });
}
