import assert from "node:assert/strict";
import fc from "fast-check";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { blockSize } from "./frame_header.ts";

/** Starts of FFmpeg's frames with the samples ffprobe tells, and by hand for the rest. */
const cases: readonly { bytes: string; samples?: number }[] = [
  { bytes: "fff85a08008100", samples: 4608 },
  { bytes: "fff83988004f4c", samples: 1152 },
  { bytes: "fff874080001f357", samples: 500 },
  { bytes: "fff8740801 01f33c", samples: 500 },
  { bytes: "fff8658800c7a54e", samples: 200 },
  { bytes: "fff8110800", samples: 192 },
  { bytes: "fff9250800", samples: 576 },
  { bytes: "fff9550800", samples: 4608 },
  { bytes: "fff8850800", samples: 256 },
  { bytes: "fff8f50800", samples: 32768 },
  { bytes: "fff86508 7f ff 00", samples: 256 },
  { bytes: "fff87508 fefefefefefefe ffff", samples: 65536 },
  { bytes: "fff87508 df80 0000", samples: 1 },
  { bytes: "fff8050800" },
  { bytes: "fffac50800" },
  { bytes: "fef8c50800" },
  { bytes: "fff8c508" },
  { bytes: "fff87508 df80 00" },
  { bytes: "" },
];

Deno.test("FLAC: samples of frames", () => {
  for (const { bytes, samples } of cases) {
    const size = blockSize(fromHex(bytes));
    if (samples === undefined) assert.ok(isMalformed(size), bytes);
    else assert.equal(size, samples, bytes);
  }
});

Deno.test("FLAC: any frame is of 1 to 65536 samples, or refused", () => {
  const check = (bytes: Uint8Array) => {
    const size = blockSize(bytes);
    assert.ok(isMalformed(size) || size >= 1 && size <= 65536, `${bytes}`);
  };
  for (const { bytes } of cases) for (const one of damaged(fromHex(bytes))) check(one);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 14 }), (tail) => {
    check(Uint8Array.of(0xff, 0xf8, ...tail));
  }));
});
