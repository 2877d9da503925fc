import assert from "node:assert/strict";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { isMalformed } from "media/malformed.ts";
import { type Mp4Track, readMp4 } from "./mp4.ts";
import { vector, VECTORS } from "./mp4_cases.ts";
import { payloadOf } from "./payload.ts";

function tracksOf(bytes: Uint8Array): readonly Mp4Track[] {
  const tracks = readMp4(bytes);
  if (isMalformed(tracks)) throw new Error(tracks.reason);
  return tracks;
}

Deno.test("every sample is a unit, and decoding can start just where the file says", () => {
  for (const { name, bytes } of VECTORS) {
    for (const track of tracksOf(bytes)) {
      for (const sample of track.samples) {
        const payload = payloadOf(bytes, track, sample);
        assert.ok(!isMalformed(payload) && payload.length > 0, name);
        assert.equal(isRandomAccess(track.config!, payload), sample.randomAccess, name);
      }
    }
  }
});

Deno.test("key frames of AV1 have the sequence header that the file holds once for all", () => {
  const { bytes } = vector("av1-opus"), [track] = tracksOf(bytes), [first] = track.samples;
  const whole = payloadOf(bytes, track, first);
  assert.ok(!isMalformed(whole) && track.config?.codec === "AV1");
  const [header, frame] = whole, skipped = 1 + header.length;
  const bare = { ...first, offset: first.offset + skipped, size: first.size - skipped };
  const completed = payloadOf(bytes, track, bare);
  assert.ok(!isMalformed(completed));
  assert.deepEqual(completed, [track.config.sequenceHeader, frame]);
  assert.deepEqual(payloadOf(bytes, track, { ...bare, randomAccess: false }), [frame]);
});

Deno.test("LPCM comes with the most significant byte first", () => {
  const { bytes } = vector("lpcm16"), [track] = tracksOf(bytes), [, sample] = track.samples;
  const payload = payloadOf(bytes, track, sample);
  assert.ok(!isMalformed(payload));
  const little = new DataView(bytes.buffer, bytes.byteOffset + sample.offset);
  const big = new DataView(payload[0].buffer, payload[0].byteOffset);
  assert.notEqual(little.getInt16(10, true), 0);
  assert.equal(big.getInt16(10), little.getInt16(10, true));
});

Deno.test("samples that are damaged, or of unknown codecs, are Malformed", () => {
  const { bytes } = vector("h264-aac"), [track] = tracksOf(bytes), [first] = track.samples;
  assert.ok(isMalformed(payloadOf(bytes, track, { ...first, size: first.size - 1 })));
  assert.ok(isMalformed(payloadOf(bytes, { ...track, config: undefined }, first)));
});
