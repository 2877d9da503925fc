import assert from "node:assert/strict";
import { type Answer, httpMethod } from "./http.ts";
import { type AuthRequest, NO_CREDENTIALS } from "./request.ts";
import type { HttpQuestion } from "net/http_client.ts";

const SETTINGS = {
  authHTTPAddress: "http://auth/",
  authHTTPFingerprint: "ab",
  authHTTPExclude: [{ action: "read", path: "free" }] as const,
  readTimeout: 3000,
};

const REQUEST: AuthRequest = {
  action: "publish",
  path: "cam",
  query: "a=b",
  protocol: "rtsp",
  id: "1234",
  ip: "::1",
  userAgent: "VLC",
  credentials: { user: "alice", password: "secret", token: "" },
};

function method(answer: Answer | Error) {
  const questions: HttpQuestion[] = [];
  const verify = httpMethod(SETTINGS, (question) => {
    questions.push(question);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { verify, questions };
}

Deno.test("http: the question holds everything the contract names", async () => {
  const { verify, questions } = method({ status: 200, body: "" });
  assert.deepEqual(await verify(REQUEST), { ok: true, user: "alice" });
  assert.deepEqual(questions, [{
    url: "http://auth/",
    method: "POST",
    timeout: 3000,
    fingerprint: "ab",
    body: {
      ip: "::1",
      user: "alice",
      password: "secret",
      token: "secret",
      action: "publish",
      path: "cam",
      protocol: "rtsp",
      id: "1234",
      query: "a=b",
      userAgent: "VLC",
    },
  }]);
});

Deno.test("http: the token is the bearer, else the password, else that of the query", async () => {
  const { verify, questions } = method({ status: 204, body: "" });
  const all = { user: "u", password: "p", token: "t", queryToken: "q" };
  for (const credentials of [all, { ...all, token: "" }, { ...all, token: "", password: "" }]) {
    await verify({ ...REQUEST, credentials });
  }
  assert.deepEqual(questions.map(({ body }) => (body as { token: string }).token), ["t", "p", "q"]);
});

const refusals: [Answer | Error, string][] = [
  [{ status: 401, body: "" }, "server replied with code 401"],
  [{ status: 403, body: "go away" }, "server replied with code 403: go away"],
  [
    { status: 401, body: '{"password":"secret","q":"secret"}' },
    'server replied with code 401: {"password":"<redacted>","q":"<redacted>"}',
  ],
  [{ status: 500, body: "x".repeat(5000) }, `server replied with code 500: ${"x".repeat(1000)}`],
  [{ status: 302, body: "" }, "server replied with code 302"],
  [new Error("connection refused"), "HTTP request failed: connection refused"],
];

Deno.test("http: anything but 200 to 299 refuses, with the reason", async () => {
  for (const [answer, reason] of refusals) {
    const { verify } = method(answer);
    const undecided = answer instanceof Error ? { undecided: true } : {};
    const expected = {
      ...{ ok: false, reason: `authentication failed: ${reason}`, ask: false },
      ...undecided,
    };
    assert.deepEqual(await verify(REQUEST), expected);
    const nothing = await verify({ ...REQUEST, credentials: NO_CREDENTIALS });
    assert.equal(nothing.ok === false && nothing.ask, true);
  }
});

Deno.test("http: excluded permissions are granted without a question", async () => {
  const { verify, questions } = method({ status: 500, body: "" });
  const free = await verify({ ...REQUEST, action: "read", path: "free" });
  assert.deepEqual(free, { ok: true, user: "" });
  assert.equal(questions.length, 0);
});
