import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { buildJpegHeader, END_OF_IMAGE } from "media/codecs/mjpeg/header.ts";
import { parseJpeg } from "media/codecs/mjpeg/jpeg.ts";
import { quantizationTables } from "media/codecs/mjpeg/quantization.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex, noise } from "../../damage_cases.ts";
import { describeInspection, type Dialogue, transcript } from "../dialogue_cases.ts";
import { mjpegDepacketizer } from "./decode.ts";
import { mjpegPacketizer } from "./encode.ts";
import { inspectMjpeg } from "./inspect.ts";

const A = "01".repeat(64), B = "02".repeat(64);

interface Shape {
  readonly type?: 0 | 1;
  readonly restartInterval?: number;
  readonly tables?: readonly [Uint8Array, Uint8Array];
}

/** The image that a depacketizer should make: 16x8 pixels. */
function image(scan: string, { type = 1, restartInterval = 0, tables }: Shape = {}): string {
  const quantization = tables ?? [fromHex(A), fromHex(B)];
  const header = buildJpegHeader({ type, width: 16, height: 8, quantization, restartInterval });
  return concat([header, fromHex(scan), END_OF_IMAGE]).toHex();
}

const dialogues: readonly Dialogue[] = [
  {
    name: "tables in band",
    packets: [`5! 00000000 01ff0201 00000080 ${A}${B} aabb`],
    answers: [`5 ${image("aabb")}`],
  },
  {
    name: "one table for both",
    packets: [`5! 00000000 01ff0201 00000040 ${A} aabb`],
    answers: [`5 ${image("aabb", { tables: [fromHex(A), fromHex(A)] })}`],
  },
  {
    name: "tables that Q stands for, 4:2:2",
    packets: ["5! 00000000 003c0201 aabb"],
    answers: [`5 ${image("aabb", { type: 0, tables: quantizationTables(60)! })}`],
  },
  {
    name: "tables sent once",
    packets: [`5! 00000000 01800201 00000080 ${A}${B} aabb`, "6! 00000000 01800201 00000000 cc"],
    answers: [`5 ${image("aabb")}`, `6 ${image("cc")}`],
  },
  {
    name: "restart markers",
    packets: [`5! 00000000 41ff0201 0007ffff 00000080 ${A}${B} aabb`],
    answers: [`5 ${image("aabb", { restartInterval: 7 })}`],
  },
  {
    name: "fragments",
    packets: [
      `5 00000000 01ff0201 00000080 ${A}${B} aabb`,
      "5 00000002 01ff0201 cc",
      "5! 00000003 01ff0201 dd",
    ],
    answers: [`5 ${image("aabbccdd")}`],
  },
  {
    name: "an end of image in two packets, and a sender without markers",
    packets: [
      `5 00000000 01ff0201 00000080 ${A}${B} aaff`,
      "5 00000002 01ff0201 d9",
      "6 00000000 003c0201 aa",
    ],
    answers: [`5 ${image("aa")}`],
  },
  {
    name: "the start is lost",
    packets: ["5 00000002 01ff0201 cc", "5! 00000003 01ff0201 dd", "6! 00000000 013c0201 aa"],
    answers: [`6 ${image("aa", { tables: quantizationTables(60)! })}`],
  },
  {
    name: "a fragment is missing",
    packets: ["5 00000000 013c0201 aa", "5! 00000003 013c0201 dd", "6! 00000000 013c0201 aa"],
    answers: ["malformed", `6 ${image("aa", { tables: quantizationTables(60)! })}`],
  },
  {
    name: "two images at once",
    packets: ["5 00000000 013c0201 aa", "5! 00000000 013c0201 aa"],
    answers: ["malformed"],
  },
  ...[
    "00000000 013c02",
    "00000000 023c0201 aa",
    "00000000 81ff0201 aa",
    "00000000 01000201 aa",
    "00000000 01640201 aa",
    "00000000 013c0001 aa",
    "00000000 013c0200 aa",
    "00000000 01ff0201",
    "00000000 01ff0201 00000000 aa",
    `00000000 01ff0201 00000080 ${A}`,
    `00000000 01ff0201 00010080 ${A}${B} aa`,
    "00000000 01800201 00000000 aa",
    "00000000 413c0201 00",
  ].map((hex): Dialogue => ({
    name: `refused: ${hex}`,
    packets: [`5! ${hex}`],
    answers: ["malformed"],
  })),
];

Deno.test("M-JPEG: RTP payloads of various senders", () => {
  for (const { name, packets, answers } of dialogues) {
    assert.deepEqual(transcript(mjpegDepacketizer(), packets), answers, name);
  }
});

Deno.test("M-JPEG: images that RTP cannot carry are refused", () => {
  const header = (width: number) =>
    buildJpegHeader({
      type: 1,
      width,
      height: 8,
      quantization: [noise(64), noise(64)],
      restartInterval: 0,
    });
  const jpeg = (width: number) => concat([header(width), noise(10), END_OF_IMAGE]);
  assert.ok(!isMalformed(parseJpeg(jpeg(2048))), "an image as such");
  assert.ok(isMalformed(mjpegPacketizer.pack([jpeg(2048)], 1400)), "too wide");
  assert.ok(!isMalformed(mjpegPacketizer.pack([jpeg(2040)], 1400)));
  assert.ok(isMalformed(mjpegPacketizer.pack([noise(100)], 1400)), "not an image");
});

Deno.test("M-JPEG: sizes are rounded up to blocks", () => {
  const tables = [noise(64), noise(64)] as const;
  const header = buildJpegHeader({
    type: 1,
    width: 17,
    height: 9,
    quantization: tables,
    restartInterval: 0,
  });
  const packed = mjpegPacketizer.pack([concat([header, fromHex("aa"), END_OF_IMAGE])], 1400);
  assert.ok(!isMalformed(packed));
  assert.equal(packed[0].parts[0].toHex(), "0000000001ff0302");
});

Deno.test("M-JPEG: what payloads begin", () => {
  const inspections = [
    { hex: "00000000 013c0201 aa", seen: "start key" },
    { hex: "00000001 013c0201 aa", seen: "" },
    { hex: "00000000 013c02", seen: "" },
    { hex: "", seen: "" },
  ];
  for (const { hex, seen } of inspections) {
    const payload = fromHex(hex), bytes = Uint8Array.of(9, ...payload, 0, 0);
    assert.equal(describeInspection(inspectMjpeg(bytes, 1, 1 + payload.length)), seen, hex);
  }
});
