import assert from "node:assert/strict";
import { Hooks } from "core/hooks.ts";
import { LogLines } from "../../test/log_lines.ts";
import { withHook } from "./authenticator.ts";
import { type AuthRequest, type AuthResult, NO_CREDENTIALS } from "./request.ts";

const request = {
  ...{ action: "read", path: "cam", query: "", protocol: "rtsp", id: null, ip: "192.0.2.1" },
  ...{ credentials: NO_CREDENTIALS, userAgent: "" },
} satisfies AuthRequest;
const refused: AuthResult = { ok: false, reason: "not on my list", ask: false };

Deno.test("authorize: the first plugin that has an answer decides, otherwise the configured method", async () => {
  const lines = new LogLines(), hooks = new Hooks(lines.log);
  const configured: AuthResult = { ok: true, user: "configured" };
  const auth = withHook(hooks, { verify: () => Promise.resolve(configured) });
  assert.equal(await auth.verify(request), configured);
  const undo = [
    hooks.on("silent", "authorize", () => undefined),
    hooks.on("broken", "authorize", () => Promise.reject(new Error("no database"))),
    hooks.on("strict", "authorize", ({ path }) => path === "cam" ? refused : undefined),
    hooks.on("late", "authorize", () => ({ ok: true, user: "late" })),
  ];
  assert.equal(await auth.verify(request), refused);
  assert.match(lines.lines.join("\n"), /broken.*authorize.*no database/);
  undo[2]();
  assert.deepEqual(await auth.verify(request), { ok: true, user: "late" });
  undo[3]();
  assert.equal(await auth.verify(request), configured);
});
