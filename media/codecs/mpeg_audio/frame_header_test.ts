import assert from "node:assert/strict";
import fc from "fast-check";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { parseFrameHeader } from "./frame_header.ts";

/** `VERSION LAYER kbit/s Hz CHANNELS SAMPLES BYTES`; of frames of LAME, Shine and TwoLAME but for the last ones. */
const cases = [
  { bytes: "fffb9064", header: "1 3 128 44100 2 1152 417" },
  { bytes: "fffb9264", header: "1 3 128 44100 2 1152 418" },
  { bytes: "fffbe464", header: "1 3 320 48000 2 1152 960" },
  { bytes: "fffb98c4", header: "1 3 128 32000 1 1152 576" },
  { bytes: "fff38064", header: "2 3 64 22050 2 576 208" },
  { bytes: "fff364c4", header: "2 3 48 24000 1 576 144" },
  { bytes: "ffe344c4", header: "2.5 3 32 12000 1 576 192" },
  { bytes: "ffe318c4", header: "2.5 3 8 8000 1 576 72" },
  { bytes: "fffda400", header: "1 2 192 48000 2 1152 576" },
  { bytes: "fff584c0", header: "2 2 64 24000 1 1152 384" },
  { bytes: "ffff9204", header: "1 1 288 44100 2 384 316" },
  { bytes: "fff714c0", header: "2 1 32 24000 1 384 64" },
];

const refused = [
  { bytes: "", why: "cut short" },
  { bytes: "fffb90", why: "cut short" },
  { bytes: "fe0b9064", why: "sync word" },
  { bytes: "ffdb9064", why: "sync word" },
  { bytes: "ffeb9064", why: "version" },
  { bytes: "fff99064", why: "layer" },
  { bytes: "fffb0064", why: "bit rate" },
  { bytes: "fffbf064", why: "bit rate" },
  { bytes: "fffb9c64", why: "sample rate" },
];

Deno.test("MPEG audio: frame headers", () => {
  for (const { bytes, header } of cases) {
    for (const at of [0, 3]) {
      const parsed = parseFrameHeader(fromHex("ffffff".slice(0, 2 * at) + bytes), at);
      assert.ok(!isMalformed(parsed), bytes);
      const { version, layer, bitRate, sampleRate, channels, samples, size } = parsed;
      const told = [version, layer, bitRate / 1000, sampleRate, channels, samples, size].join(" ");
      assert.equal(told, header, bytes);
    }
  }
  for (const { bytes, why } of refused) {
    const parsed = parseFrameHeader(fromHex(bytes));
    assert.ok(isMalformed(parsed) && parsed.reason.includes(why), bytes);
  }
});

Deno.test("MPEG audio: any header is refused, or of a frame that is longer than it", () => {
  const check = (bytes: Uint8Array) => {
    const parsed = parseFrameHeader(bytes);
    assert.ok(isMalformed(parsed) || parsed.size >= 24 && parsed.size <= 2881, `${bytes}`);
  };
  for (const { bytes } of cases) for (const one of damaged(fromHex(bytes))) check(one);
  const tail = fc.uint8Array({ minLength: 3, maxLength: 3 });
  fc.assert(fc.property(tail, (bytes) => check(Uint8Array.of(0xff, ...bytes))));
});
