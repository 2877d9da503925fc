import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { isKeyFrame, parseFrameHeader } from "./frame_header.ts";

const FORMAT = { width: 322, height: 242, colorSpace: 0, fullRange: false };
const HALF = { subsamplingX: true, subsamplingY: true };
const FULL = { subsamplingX: false, subsamplingY: false };

/** Of libvpx but for the last three; formats as ffprobe tells them. */
const cases = [
  { frame: "824983420014100f160038", profile: 0, format: { ...FORMAT, ...HALF, bitDepth: 8 } },
  {
    frame: "a249834208028201e2c007",
    profile: 1,
    format: { ...FORMAT, bitDepth: 8, subsamplingX: true, subsamplingY: false },
  },
  { frame: "a249834200028201e2c007", profile: 1, format: { ...FORMAT, ...FULL, bitDepth: 8 } },
  { frame: "92498342000a08078b001c", profile: 2, format: { ...FORMAT, ...HALF, bitDepth: 10 } },
  { frame: "b124c1a14000a08078b001", profile: 3, format: { ...FORMAT, ...FULL, bitDepth: 12 } },
  {
    frame: "b124c1a14100a08078b001",
    profile: 3,
    format: { ...FORMAT, bitDepth: 12, subsamplingX: false, subsamplingY: true },
  },
  {
    frame: "a2498342e014100f160038",
    profile: 1,
    format: { ...FORMAT, ...FULL, bitDepth: 8, colorSpace: 7, fullRange: true },
  },
  {
    frame: "b124c1a138050403c5800e",
    profile: 3,
    format: { ...FORMAT, ...FULL, bitDepth: 10, colorSpace: 7, fullRange: true },
  },
  { frame: "860040929c0050000004", profile: 0 },
  { frame: "a60040929c0050000005", profile: 1 },
  { frame: "960040929c0050000004", profile: 2 },
  { frame: "b30020494e0028000002", profile: 3 },
  { frame: "88", profile: 0 },
  { frame: "b4", profile: 3 },
];

Deno.test("VP9: what the header tells", () => {
  for (const { frame, profile, format } of cases) {
    const bytes = fromHex(frame)!;
    const keyFrame = format !== undefined;
    const expected = keyFrame ? { profile, keyFrame, format } : { profile, keyFrame };
    assert.deepEqual(parseFrameHeader(bytes), expected, frame);
    assert.equal(isKeyFrame(bytes), keyFrame, frame);
  }
});

Deno.test("VP9: cut short anywhere", () => {
  for (const { frame, format } of cases) {
    const bytes = fromHex(frame)!;
    // A key frame tells its size within ten bytes.
    for (let length = 0; length < (format ? 9 : 1); length++) {
      assert.ok(isMalformed(parseFrameHeader(bytes.subarray(0, length))), `${frame}: ${length}`);
    }
  }
});

Deno.test("VP9: broken headers", () => {
  const broken = ["424983420014100f160038", "824983430014100f160038", "ba24c1a14000a08078b001", ""];
  for (const frame of broken) {
    assert.ok(isMalformed(parseFrameHeader(fromHex(frame)!)), frame);
  }
  for (const frame of ["42", "ba", ""]) assert.equal(isKeyFrame(fromHex(frame)!), false, frame);
});

Deno.test("VP9: the quick look and the parser agree on any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 16 }), (bytes) => {
    const header = parseFrameHeader(bytes);
    if (!isMalformed(header)) assert.equal(isKeyFrame(bytes), header.keyFrame);
  }));
});
