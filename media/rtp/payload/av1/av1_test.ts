import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex } from "../../damage_cases.ts";
import { describeInspection, type Dialogue, transcript } from "../dialogue_cases.ts";
import { av1Depacketizer } from "./decode.ts";
import { av1Packetizer } from "./encode.ts";
import { inspectAv1 } from "./inspect.ts";

const dialogues: readonly Dialogue[] = [
  { name: "W 0: all have sizes", packets: ["5! 08 02 08aa 03 30bbcc"], answers: ["5 08aa 30bbcc"] },
  { name: "W 1: none has", packets: ["5! 10 30bbcc"], answers: ["5 30bbcc"] },
  { name: "W 2: the last has none", packets: ["5! 28 02 08aa 30bbcc"], answers: ["5 08aa 30bbcc"] },
  { name: "W 3", packets: ["5! 30 02 08aa 01 28 30bb"], answers: ["5 08aa 28 30bb"] },
  {
    name: "fragments",
    packets: ["5 68 02 08aa 30bb", "5 d0 cc", "5! 90 dd", "6! 10 30ee"],
    answers: ["5 08aa 30bbccdd", "6 30ee"],
  },
  {
    name: "a fragment's end, then others",
    packets: ["5 50 30", "5! a0 01 aa 32 01 bb"],
    answers: ["5 30aa 30bb"],
  },
  {
    name: "delimiters are left out",
    packets: ["5! 20 01 10 30bb", "6! 10 10"],
    answers: ["5 30bb"],
  },
  {
    name: "size fields are taken away",
    packets: ["5! 20 04 0a02aabb 3201cc"],
    answers: ["5 08aabb 30cc"],
  },
  { name: "with an extension", packets: ["5! 10 360801cc"], answers: ["5 3408cc"] },
  { name: "a size field of three bytes", packets: ["5! 10 32818000cc"], answers: ["5 30cc"] },
  {
    name: "a size where the header tells of none",
    packets: [`5! 10 8201 30${"bb".repeat(129)}`, `6! 20 01 28 8201 30${"bb".repeat(129)}`],
    answers: [`5 30${"bb".repeat(129)}`, `6 28 30${"bb".repeat(129)}`],
  },
  {
    name: "a fragment that looks like a size",
    packets: ["5 50 30", `5! 90 8201 30${"bb".repeat(129)}`],
    answers: [`5 30820130${"bb".repeat(129)}`],
  },
  { name: "elements without bytes", packets: ["5! 00 00 02 30bb"], answers: ["5 30bb"] },
  { name: "a sender without markers", packets: ["5 10 30bb", "6 10 30cc"], answers: ["5 30bb"] },
  {
    name: "the start is lost",
    packets: ["5 d0 cc", "5 90 dd", "5! 10 30ee", "6 50 30", "loss", "6! 90 aa", "7! 10 30ff"],
    answers: ["5 30ee", "7 30ff"],
  },
  {
    name: "a rest from nowhere",
    packets: ["5 50 30", "5! 90 aa", "6! 90 bb", "7! 10 30"],
    answers: ["5 30aa", "malformed", "7 30"],
  },
  { name: "an end that never comes", packets: ["5 50 30", "5! 10 30ee"], answers: ["malformed"] },
  {
    name: "cut by the marker",
    packets: ["5! 50 30", "6! 10 30ee"],
    answers: ["malformed", "6 30ee"],
  },
  { name: "cut by the timestamp", packets: ["5 50 30", "6! 10 30ee"], answers: ["6 30ee"] },
  ...["00", "10", "0005 30", "0080", "20 02 30bb", "30 01 30 01 30", "10 32ff"].map((
    hex,
  ): Dialogue => ({
    name: `refused: ${hex}`,
    packets: [`5! ${hex}`, "6! 10 30"],
    answers: ["malformed", "6 30"],
  })),
];

Deno.test("AV1: RTP payloads of various senders", () => {
  for (const { name, packets, answers } of dialogues) {
    assert.deepEqual(transcript(av1Depacketizer(), packets), answers, name);
  }
});

Deno.test("AV1: payloads that are sent", () => {
  const packings = [
    { unit: ["08aa", "30bb"], payloads: ["08 02 08aa 02 30bb"] },
    { unit: ["30bb"], payloads: ["00 02 30bb"] },
    {
      unit: [`30${"bb".repeat(299)}`],
      payloads: [`40fd01 30${"bb".repeat(252)}`, `80 2f ${"bb".repeat(47)}`],
    },
    {
      unit: [`30${"aa".repeat(247)}`, "30bbbbbbbbbb"],
      payloads: [`00 f801 30${"aa".repeat(247)}`, "00 06 30bbbbbbbbbb"],
    },
    { unit: [], payloads: [] },
  ];
  for (const { unit, payloads } of packings) {
    const packed = av1Packetizer.pack(unit.map(fromHex), 256);
    assert.ok(!isMalformed(packed));
    assert.deepEqual(packed.map(({ parts }) => concat(parts)), payloads.map(fromHex));
    assert.ok(packed.every(({ marker }, i) => marker === (i === packed.length - 1)));
  }
});

Deno.test("AV1: what payloads begin", () => {
  const inspections = [
    { hex: "10 30aa", seen: "start" },
    { hex: "90 30aa", seen: "" },
    { hex: "28 02 08aa 30bb", seen: "start key 08aa" },
    { hex: "20 02 08aa 30bb", seen: "start key 08aa" },
    { hex: "30 01 10 02 08aa 30bb", seen: "start key 08aa" },
    { hex: "10 08aa", seen: "start key 08aa" },
    { hex: "20 03 0a01aa 30bb", seen: "start key 08aa" },
    { hex: "50 08aa", seen: "start" },
    { hex: "58 30aa", seen: "start key" },
    { hex: "08 09 08", seen: "" },
    { hex: "00 ff", seen: "start" },
    { hex: "00", seen: "" },
    { hex: "", seen: "" },
  ];
  for (const { hex, seen } of inspections) {
    const payload = fromHex(hex), bytes = Uint8Array.of(0, ...payload, 8, 8);
    assert.equal(describeInspection(inspectAv1(bytes, 1, 1 + payload.length)), seen, hex);
  }
});
