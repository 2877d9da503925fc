import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { isKeyFrame, parseFrameSize } from "./frame_header.ts";

/** The first two are of libvpx. */
const cases = [
  { name: "key frame", frame: "7007009d012ab00090000047", key: true, size: [176, 144] },
  { name: "inter frame", frame: "3102000510ac0018001858", key: false },
  { name: "scaled", frame: "7007009d012ab04090800047", key: true, size: [176, 144] },
  { name: "largest", frame: "7007009d012aff3fff3f", key: true, size: [16383, 16383] },
  { name: "no start code", frame: "7007009d012bb000900000", key: true },
  { name: "cut short", frame: "7007009d012ab00090", key: true },
  { name: "nothing", frame: "", key: false },
] as const;

Deno.test("VP8: key frames and their size", () => {
  for (const { name, frame, key, ...rest } of cases) {
    const bytes = fromHex(frame)!;
    assert.equal(isKeyFrame(bytes), key, name);
    const size = parseFrameSize(bytes);
    if ("size" in rest) {
      assert.deepEqual(size, { width: rest.size[0], height: rest.size[1] }, name);
      for (let length = 0; length < 10; length++) {
        assert.ok(isMalformed(parseFrameSize(bytes.subarray(0, length))), `${name}: ${length}`);
      }
    } else assert.ok(isMalformed(size), name);
  }
});

Deno.test("VP8: any bytes give a value", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
    const size = parseFrameSize(bytes);
    assert.ok(isMalformed(size) || isKeyFrame(bytes) && size.width <= 16383);
  }));
});
