import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { encodeAdts, parseAdts, parseAdtsHeader } from "./adts.ts";

/** Silence of FFmpeg's encoder: 44.1 kHz, stereo. */
const stream = fromHex(
  "fff1508003dffcde02004c61766335392e33372e31303000422008c11838" +
    "fff1508001bffc211004608c1cfff1508001bffc211004608c1c",
)!;
const FORMAT = { objectType: 2, sampleRate: 44100, channels: 2 };

Deno.test("ADTS: frames of an encoder", () => {
  const frames = parseAdts(stream);
  assert.ok(!isMalformed(frames));
  assert.deepEqual(frames.map(({ payload }) => payload.length), [23, 6, 6]);
  for (const { payload, ...format } of frames) {
    assert.deepEqual(format, FORMAT);
    assert.equal(stream.buffer, payload.buffer);
  }
  const encoded = frames.map((frame) => encodeAdts(frame, frame.payload) as Uint8Array);
  assert.equal(toHex(concat(encoded)), toHex(stream));
});

Deno.test("ADTS: a CRC is passed over", () => {
  const [frame] = parseAdts(fromHex("fff050800160008877aabb")!) as { payload: Uint8Array }[];
  assert.equal(toHex(frame.payload), "aabb");
});

Deno.test("ADTS: a header whose frame goes on", () => {
  const header = { ...FORMAT, headerLength: 7, frameLength: 13 };
  assert.deepEqual(parseAdtsHeader(stream.subarray(0, 37), 30), header);
});

Deno.test("ADTS: cut short anywhere but between frames", () => {
  const ends = [0, 30, 43, 56];
  for (let length = 0; length <= stream.length; length++) {
    const frames = parseAdts(stream.subarray(0, length));
    if (ends.includes(length)) assert.equal((frames as unknown[]).length, ends.indexOf(length));
    else assert.ok(isMalformed(frames), `${length}`);
  }
});

const refused = [
  { name: "syncword", header: "ffe15080017ffc" },
  { name: "layer", header: "fff35080017ffc" },
  { name: "rate", header: "fff17480017ffc" },
  { name: "channels told by a program", header: "fff15000017ffc" },
  { name: "four blocks in a frame", header: "fff15080017fff" },
  { name: "length within the header", header: "fff1508000dffc" },
  { name: "length within the CRC", header: "fff05080010000" },
];

Deno.test("ADTS: broken headers", () => {
  assert.ok(!isMalformed(parseAdtsHeader(fromHex("fff15080017ffc")!)));
  for (const { name, header } of refused) {
    assert.ok(isMalformed(parseAdtsHeader(fromHex(header)!)), name);
  }
});

Deno.test("ADTS: what a header cannot tell", () => {
  const payload = new Uint8Array(4);
  const bad = [{ sampleRate: 44000 }, { channels: 7 }, { objectType: 5 }, { objectType: 0 }];
  for (const change of bad) {
    assert.ok(isMalformed(encodeAdts({ ...FORMAT, ...change }, payload)), JSON.stringify(change));
  }
  assert.ok(isMalformed(encodeAdts(FORMAT, new Uint8Array(8185))));
  assert.ok(!isMalformed(encodeAdts(FORMAT, new Uint8Array(8184))));
});

Deno.test("ADTS: any frames round trip, any bytes are read or refused", () => {
  const frame = fc.record({
    objectType: fc.integer({ min: 1, max: 4 }),
    sampleRate: fc.constantFrom(96000, 48000, 44100, 8000, 7350),
    channels: fc.constantFrom(1, 2, 3, 4, 5, 6, 8),
    payload: fc.uint8Array({ maxLength: 400 }),
  });
  fc.assert(fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
    const encoded = frames.map((f) => encodeAdts(f, f.payload) as Uint8Array);
    const parsed = parseAdts(concat(encoded)) as typeof frames;
    assert.deepEqual(
      parsed.map((f) => ({ ...f, payload: toHex(f.payload) })),
      frames.map((f) => ({ ...f, payload: toHex(f.payload) })),
    );
  }));
  const damage = fc.array(fc.tuple(fc.nat(55), fc.nat(255)), { maxLength: 4 });
  fc.assert(fc.property(damage, (changes) => {
    const bytes = stream.slice();
    for (const [at, value] of changes) bytes[at] = value;
    const frames = parseAdts(bytes);
    if (isMalformed(frames)) return;
    assert.ok(frames.length <= bytes.length / 7);
  }));
});
