import assert from "node:assert/strict";
import { errorAnswer, jsonAnswer, notFoundAnswer, unauthorizedAnswer } from "core/http/answer.ts";

const CASES: [string, Response, [number, string | null, string]][] = [
  ["JSON", jsonAnswer({ a: "<&>\u2029" }), [
    200,
    "application/json; charset=utf-8",
    '{"a":"\\u003c\\u0026\\u003e\\u2029"}',
  ]],
  ["an error", errorAnswer(400, "no <b>"), [
    400,
    "application/json; charset=utf-8",
    '{"status":"error","error":"no \\u003cb\\u003e"}',
  ]],
  ["nothing", notFoundAnswer(), [404, "text/plain", "404 page not found"]],
  ["a refusal", unauthorizedAnswer(false), [
    401,
    "application/json; charset=utf-8",
    '{"status":"error","error":"authentication error"}',
  ]],
];

for (const [what, answer, expected] of CASES) {
  Deno.test(`answers: ${what}`, async () => {
    const { status, headers } = answer;
    assert.deepEqual([status, headers.get("content-type"), await answer.text()], expected);
  });
}

Deno.test("answers: credentials are asked for where none were given", () => {
  const asked = (ask: boolean) => unauthorizedAnswer(ask).headers.get("www-authenticate");
  assert.deepEqual([asked(true), asked(false)], ['Basic realm="mediamtx"', null]);
});
