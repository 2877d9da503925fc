import assert from "node:assert/strict";
import { concat, toHex } from "media/bytes.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { crc32 } from "./crc32.ts";
import { type Section, SectionReader } from "./section.ts";
import { parsePat, parsePmt } from "./tables.ts";
import { writePat, writePmt } from "./write.ts";

Deno.test("MPEG-TS sections: CRC", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0x0376e6e7);
});

/** As FFmpeg writes them: one programme, H264 and AAC. */
const PAT = fromHex("00b00d0001c100000001f0002ab104b2");
const STREAMS = [
  { pid: 0x100, streamType: 0x1b, descriptors: [] },
  { pid: 0x101, streamType: 6, descriptors: [{ tag: 5, content: fromHex("4f707573") }] },
];
const PMT = writePmt(1, 0, 0x100, STREAMS);

function read(parts: readonly (readonly [payload: Uint8Array, start: boolean])[]) {
  const reader = new SectionReader();
  return parts.map(([payload, start]) => describe(reader.push(payload, start)));
}

const describe = (found: Section | Malformed | undefined) =>
  !found ? undefined : isMalformed(found) ? found.reason : `${found.table} ${toHex(found.body)}`;

const pointed = (...sections: Uint8Array[]) => concat([Uint8Array.of(0), ...sections]);

Deno.test("MPEG-TS sections: tables both ways", () => {
  assert.equal(toHex(writePat([{ number: 1, pid: 0x1000 }])), toHex(PAT));
  const reader = new SectionReader();
  const pat = reader.push(pointed(PAT), true) as Section;
  assert.deepEqual(parsePat(pat.body), [{ number: 1, pid: 0x1000 }]);
  const pmt = reader.push(pointed(PMT), true) as Section;
  assert.deepEqual(parsePmt(pmt.body), STREAMS);
});

Deno.test("MPEG-TS sections: where they begin and end", () => {
  const [pat] = read([[pointed(PAT), true]]), [pmt] = read([[pointed(PMT), true]]);
  const stuffing = new Uint8Array(9).fill(0xff);
  assert.deepEqual(read([[pointed(PAT, PMT, stuffing), true]]), [pmt]);
  const parts = [
    [pointed(PMT.subarray(0, 9)), true],
    [PMT.subarray(9, 12), false],
    [concat([Uint8Array.of(PMT.length - 12), PMT.subarray(12), PAT, stuffing]), true],
  ] as const;
  assert.deepEqual(read(parts), [undefined, undefined, pat]);
  assert.deepEqual(read([[PMT, false], [pointed(), true]]), [undefined, undefined]);
  assert.deepEqual(read([[Uint8Array.of(9, 1), true]]), [
    "MPEG-TS: section begins beyond its packet",
  ]);
  const long = pointed(fromHex("00bfff"));
  assert.deepEqual(read([[long, true]]), ["MPEG-TS: section is too long"]);
});

Deno.test("MPEG-TS sections: none that is damaged is taken", () => {
  for (const bytes of damaged(PMT)) {
    const found = new SectionReader().push(pointed(bytes), true);
    assert.ok(!found || isMalformed(found) || toHex(bytes) === toHex(PMT));
  }
});

Deno.test("MPEG-TS sections: maps that lie are told of", () => {
  for (const bytes of damaged(PMT.subarray(8, -4))) {
    const streams = parsePmt(bytes);
    assert.ok(isMalformed(streams) || streams.length <= 3);
  }
});
