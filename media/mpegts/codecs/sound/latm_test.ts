import assert from "node:assert/strict";
import { toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import type { EsUnit } from "../elementary.ts";
import { FramedSound } from "./framed_sound.ts";
import { LatmFraming } from "./latm.ts";

/** Silence as FFmpeg encodes it, which in ADTS are the frames expected below: the first of the frames with its config. */
const CONFIGURED = "56e01e200012101fe0bef01002630bb319a9c97199b9718981800211004608c1c0";
const FOLLOWING = "56e0088310880230460e00";

function read(bytes: Uint8Array) {
  const sound = new FramedSound(new LatmFraming()), units: EsUnit[] = [];
  const times = { pts: 0, dts: 0, now: 0, bounded: true };
  const failed = sound.push({ data: bytes, ...times }, units);
  return { failed, units };
}

Deno.test("LATM: what FFmpeg sends", () => {
  const { failed, units } = read(fromHex(CONFIGURED + FOLLOWING + FOLLOWING));
  assert.equal(failed, undefined);
  assert.deepEqual(units.map(({ pts }) => pts), [0, 2090, 4180]);
  assert.deepEqual(units.map(({ payload: [frame] }) => toHex(frame)), [
    "de02004c61766335392e33372e31303000422008c11838",
    "211004608c1c",
    "211004608c1c",
  ]);
  const [{ config }] = units;
  assert.ok(config.codec === "MPEG-4 Audio LATM");
  assert.deepEqual(config.aac, {
    ...{ codec: "MPEG-4 Audio", config: fromHex("1210"), sampleRate: 44100, channels: 2 },
  });
  assert.ok(units.every((unit) => unit.config === config));
});

Deno.test("LATM: frames before the first config are passed over", () => {
  const { failed, units } = read(fromHex(FOLLOWING + CONFIGURED));
  assert.equal(failed, undefined);
  assert.equal(units.length, 1);
});

Deno.test("LATM: whatever is cut or damaged", () => {
  for (const bytes of damaged(fromHex(CONFIGURED + FOLLOWING))) {
    const { failed, units } = read(bytes);
    assert.ok(failed === undefined || isMalformed(failed));
    assert.ok(units.every(({ payload: [frame] }) => frame.length > 0));
  }
});
