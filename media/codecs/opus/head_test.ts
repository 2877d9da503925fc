import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { vorbisMapping } from "./channels.ts";
import { encodeOpusHead, parseOpusHead } from "./head.ts";

const BASE = { preSkip: 312, inputSampleRate: 48000, gain: 0 };

/** Of libopus through FFmpeg but for the last two. */
const cases = [
  { bytes: "4f707573486561640101380180bb0000000000", head: { ...BASE, channels: 1, family: 0 } },
  { bytes: "4f707573486561640102380180bb0000000000", head: { ...BASE, channels: 2, family: 0 } },
  {
    bytes: "4f707573486561640106380180bb000000000104020004010203" + "05",
    head: { ...BASE, channels: 6, family: 1, mapping: vorbisMapping(6) },
  },
  {
    bytes: "4f707573486561640108380180bb0000000001050300060102030405" + "07",
    head: { ...BASE, channels: 8, family: 1, mapping: vorbisMapping(8) },
  },
  {
    bytes: "4f707573486561640102000f44ac000000ff00",
    head: { channels: 2, preSkip: 3840, inputSampleRate: 44100, gain: -256, family: 0 },
  },
  {
    bytes: "4f70757348656164010300000000000000" + "00ff020101ff02",
    head: {
      ...{ channels: 3, preSkip: 0, inputSampleRate: 0, gain: 0, family: 255 },
      mapping: { streams: 2, coupled: 1, channels: [1, 255, 2] },
    },
  },
];

Deno.test("OpusHead: parsed and encoded", () => {
  for (const { bytes, head } of cases) {
    assert.deepEqual(parseOpusHead(fromHex(bytes)!), head);
    assert.equal(toHex(encodeOpusHead(head)), bytes);
    assert.deepEqual(parseOpusHead(fromHex(bytes + "00")!), head, "with more behind it");
  }
});

Deno.test("OpusHead: cut short anywhere", () => {
  for (const { bytes } of cases) {
    const whole = fromHex(bytes)!;
    for (let length = 0; length < whole.length; length++) {
      assert.ok(isMalformed(parseOpusHead(whole.subarray(0, length))), `${bytes}: ${length}`);
    }
  }
});

const refused = [
  { name: "magic", bytes: "4f707573546167730101380180bb0000000000" },
  { name: "version", bytes: "4f707573486561641001380180bb0000000000" },
  { name: "no channels", bytes: "4f707573486561640100380180bb0000000000" },
  { name: "three channels in family 0", bytes: "4f707573486561640103380180bb0000000000" },
  { name: "no streams", bytes: "4f707573486561640101380180bb0000000001000000" },
  { name: "more coupled than streams", bytes: "4f707573486561640101380180bb0000000001010200" },
  { name: "mapped to none", bytes: "4f707573486561640101380180bb0000000001010002" },
];

Deno.test("OpusHead: broken ones", () => {
  for (const { name, bytes } of refused) {
    assert.ok(isMalformed(parseOpusHead(fromHex(bytes)!)), name);
  }
});

Deno.test("OpusHead: any damage gives a value that encodes to itself", () => {
  const damage = fc.array(fc.tuple(fc.integer({ min: 8, max: 28 }), fc.nat(255)), { maxLength: 3 });
  fc.assert(fc.property(fc.constantFrom(...cases), damage, ({ bytes }, changes) => {
    const damaged = fromHex(bytes)!;
    for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
    const head = parseOpusHead(damaged);
    if (!isMalformed(head)) assert.deepEqual(parseOpusHead(encodeOpusHead(head)), head);
  }));
});

Deno.test("Opus: channels in Vorbis order use each decoded channel once", () => {
  for (let count = 1; count <= 8; count++) {
    const mapping = vorbisMapping(count)!;
    assert.equal(mapping.streams + mapping.coupled, count);
    assert.deepEqual(mapping.channels.toSorted(), Array.from({ length: count }, (_, i) => i));
  }
  assert.equal(vorbisMapping(0), undefined);
  assert.equal(vorbisMapping(9), undefined);
});
