import assert from "node:assert/strict";
import { resolve } from "./specifier.ts";

const IMPORTS = {
  "core/": "./core/",
  "core/special/": "./net/",
  "door": "./core/mod.ts",
  "zod": "npm:zod@1.0.0",
};

Deno.test("specifier: relative and mapped imports become paths, others leave the repository", () => {
  const cases: [specifier: string, path: string | undefined][] = [
    ["./b.ts", "media/rtp/b.ts"],
    ["../b.ts", "media/b.ts"],
    ["../../core/mod.ts", "core/mod.ts"],
    ["core/mod.ts", "core/mod.ts"],
    ["core/../plugins/rtsp/mod.ts", "plugins/rtsp/mod.ts"],
    ["core/special/x.ts", "net/x.ts"],
    ["door", "core/mod.ts"],
    ["zod", undefined],
    ["npm:zod", undefined],
    ["node:fs", undefined],
    ["corexyz/mod.ts", undefined],
  ];
  for (const [specifier, path] of cases) {
    assert.equal(resolve(specifier, "media/rtp/a.ts", IMPORTS), path, specifier);
  }
});
