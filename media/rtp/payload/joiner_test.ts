import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { type PayloadReader, UnitJoiner } from "./joiner.ts";

/** Takes payloads as they are. */
const reader: PayloadReader = {
  read(payload, parts) {
    parts.push(payload);
    return undefined;
  },
  finish: (parts) => parts,
  reset() {},
};

/** A reader whose parts are never complete. */
const hoarder: PayloadReader = { read: () => undefined, finish: () => [], reset() {} };

function faults(joiner: UnitJoiner, payload: Uint8Array, count: number): number {
  return Array.from({ length: count }, () => joiner.push(payload, 1, false)).filter(isMalformed)
    .length;
}

Deno.test("units in the making have limits", () => {
  assert.equal(faults(new UnitJoiner(reader), new Uint8Array(1), 1024), 0);
  assert.equal(faults(new UnitJoiner(reader), new Uint8Array(1), 1025), 1, "parts");
  assert.equal(faults(new UnitJoiner(hoarder), new Uint8Array(1), 16384), 0);
  assert.equal(faults(new UnitJoiner(hoarder), new Uint8Array(1), 16385), 1, "packets");
  assert.equal(faults(new UnitJoiner(hoarder), new Uint8Array(1 << 20), 10), 0);
  assert.equal(faults(new UnitJoiner(hoarder), new Uint8Array(1 << 20), 11), 1, "bytes");
});

Deno.test("after a fault the next unit is read", () => {
  const joiner = new UnitJoiner(reader);
  faults(joiner, new Uint8Array(1), 1025);
  const payload = Uint8Array.of(7);
  assert.deepEqual(joiner.push(payload, 2, true), [{ timestamp: 2, payload: [payload] }]);
});
