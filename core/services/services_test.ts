import assert from "node:assert/strict";
import type { Recordings } from "core/services/recordings.ts";
import { Services } from "core/services/services.ts";

const recordings: Recordings = {
  list: () => Promise.resolve([]),
  find: (name) => Promise.resolve({ name, format: "fmp4", segments: [] }),
  delete: () => Promise.resolve(),
};

Deno.test("services: found while they are provided, by one plugin at a time", () => {
  const services = new Services();
  assert.equal(services.find("recordings"), undefined);
  const undo = services.provide("recordings", recordings);
  assert.equal(services.find("recordings"), recordings);
  assert.throws(() => services.provide("recordings", recordings), /it is provided already/);
  undo();
  assert.equal(services.find("recordings"), undefined);
});
