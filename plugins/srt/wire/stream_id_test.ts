import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { readStreamId, showStreamId } from "./stream_id.ts";

/** Action, path, query, user, password. */
const cases: readonly (readonly [id: string, ...string[]])[] = [
  ["publish:cam", "publish", "cam", "", "", ""],
  ["read:a/b", "read", "a/b", "", "", ""],
  ["read:cam:x=1&y=2", "read", "cam", "x=1&y=2", "", ""],
  ["publish:cam:u:p", "publish", "cam", "", "u", "p"],
  ["publish:cam:u:p:x=1", "publish", "cam", "x=1", "u", "p"],
  ["read:cam#feedbackplay", "read", "cam", "", "", ""],
  ["#!::m=publish,r=cam,u=u,s=p", "publish", "cam", "", "u", "p"],
  ["#!::r=a/b?x=1&y=2", "read", "a/b", "x=1&y=2", "", ""],
  ["#!::m=request,r=cam,h=host,t=stream,z=1", "read", "cam", "", "", ""],
  ["#!::s=a=b,r=cam", "read", "cam", "", "", "a=b"],
];

for (const [id, ...expected] of cases) {
  Deno.test(`SRT stream ID: ${id}`, () => {
    const request = readStreamId(id);
    assert.ok(!isMalformed(request));
    const { action, path, query, user, password } = request;
    assert.deepEqual([action, path, query, user, password], expected);
  });
}

const wrong = ["", "cam", "write:cam", "read", "read:a:b:c:d:e", "#!::", "#!::m=copy,r=x", "#!::x"];
for (const id of wrong) {
  Deno.test(`SRT stream ID: '${id}' is none`, () => assert.ok(isMalformed(readStreamId(id))));
}

Deno.test("SRT stream ID: logs show no passwords", () => {
  assert.equal(showStreamId("publish:cam:u:p:x:y"), "publish:cam:…");
  assert.equal(showStreamId("#!::r=cam,s=secret,u=u"), "#!::r=cam,s=…,u=u");
  assert.equal(showStreamId("cam"), "cam");
});
