import assert from "node:assert/strict";
import fc from "fast-check";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { configOfFrame, parseSyncframe } from "./syncframe.ts";

/** `Hz CHANNELS BYTES VERSION`; starts of FFmpeg's frames but for the last four. */
const cases = [
  { bytes: "0b7738900c4043e1", frame: "48000 2 384 8" },
  { bytes: "0b770dce5e40ebf8", frame: "44100 6 1950 8" },
  { bytes: "0b771e1c5f40ebf8", frame: "44100 6 1952 8" },
  { bytes: "0b775fe280402f84", frame: "32000 1 192 8" },
  { bytes: "0b77000024402f84", frame: "48000 1 2560 8" },
  { bytes: "0b7700001e40e1", frame: "48000 6 1792 8" },
  { bytes: "0b7700001048e0", frame: "24000 5 512 9" },
  { bytes: "0b77000010508080", frame: "12000 3 512 10" },
];

const refused = [
  { bytes: "", why: "cut short" },
  { bytes: "0b7738900c40", why: "cut short" },
  { bytes: "0b7638900c4043e1", why: "sync word" },
  { bytes: "0b7738900c8043e1", why: "version 16" },
  { bytes: "0b773890cc4043e1", why: "out of range" },
  { bytes: "0b773890264043e1", why: "out of range" },
];

Deno.test("AC-3: starts of frames", () => {
  for (const { bytes, frame } of cases) {
    for (const at of [0, 3]) {
      const parsed = parseSyncframe(fromHex("0b770b".slice(0, 2 * at) + bytes), at);
      assert.ok(!isMalformed(parsed), bytes);
      const { sampleRate, channels, size, bsid } = parsed;
      assert.equal([sampleRate, channels, size, bsid].join(" "), frame, bytes);
    }
  }
  for (const { bytes, why } of refused) {
    const parsed = parseSyncframe(fromHex(bytes));
    assert.ok(isMalformed(parsed) && parsed.reason.includes(why), bytes);
    assert.ok(isMalformed(configOfFrame(fromHex(bytes))), bytes);
  }
  assert.deepEqual(configOfFrame(fromHex(cases[1].bytes)), {
    codec: "AC3",
    sampleRate: 44100,
    channels: 6,
  });
});

Deno.test("AC-3: any start is refused, or of a frame that is longer than it", () => {
  const check = (bytes: Uint8Array) => {
    const parsed = parseSyncframe(bytes);
    if (isMalformed(parsed)) return;
    assert.ok(parsed.size >= 128 && parsed.size <= 3840 && parsed.sampleRate >= 8000);
  };
  for (const { bytes } of cases) for (const one of damaged(fromHex(bytes))) check(one);
  const tail = fc.uint8Array({ minLength: 6, maxLength: 6 });
  fc.assert(fc.property(tail, (bytes) => check(Uint8Array.of(0x0b, 0x77, ...bytes))));
});
