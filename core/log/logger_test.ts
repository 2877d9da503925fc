import assert from "node:assert/strict";
import { loggerOf } from "./logger.ts";

Deno.test("logger: levels, and prefixes that nest", () => {
  const records: [string, string][] = [];
  const log = loggerOf((level, message) => records.push([level, message]));
  const conn = log.child("RTSP").child("conn 1.2.3.4:5");
  log.debug("a");
  log.info("b");
  conn.warn("closed: EOF");
  conn.error("d");
  assert.deepEqual(records, [
    ["debug", "a"],
    ["info", "b"],
    ["warn", "[RTSP] [conn 1.2.3.4:5] closed: EOF"],
    ["error", "[RTSP] [conn 1.2.3.4:5] d"],
  ]);
});
