import assert from "node:assert/strict";
import { schemaOf } from "core/config/schema.ts";
import { owners } from "../../../scripts/config/owners.ts";
import { globals, paths } from "./contract.ts";

const { effects } = schemaOf(owners);

/** The original forgets to reload these, which is one of its known defects. */
const NOT_RELOADED = ["srtpAddress", "srtcpAddress", "multicastSRTPPort", "multicastSRTCPPort"];

Deno.test("no global change touches more than the original restarts", () => {
  for (const { name, restarts, deprecated } of globals) {
    const effect = effects.global.get(name);
    if (deprecated && effect === undefined) continue;
    const nothing = !Array.isArray(restarts) || restarts.length === 0;
    if (nothing && !NOT_RELOADED.includes(name)) assert.equal(effect, "live", name);
    assert.notEqual(effect, "path", name);
  }
});

Deno.test("what the original applies to a running path is applied so here", () => {
  const CLOSED = "path is closed and created again";
  for (const { name, hotReload, deprecated } of paths) {
    const effect = effects.path.get(name);
    if (deprecated && effect === undefined) continue;
    if (hotReload !== CLOSED) assert.equal(effect, "live", name);
    else assert.ok(effect === "path" || effect === "live", name);
  }
});

Deno.test("what only the next connection or decision needs disturbs nobody", () => {
  for (
    const name of ["logLevel", "readTimeout", "writeQueueSize", "authMethod", "authInternalUsers"]
  ) {
    assert.equal(effects.global.get(name), "live", name);
  }
  for (const name of ["apiAddress", "rtspAddress", "hlsServerCert", "udpReadBufferSize"]) {
    assert.equal(effects.global.get(name), "listener", name);
  }
});
