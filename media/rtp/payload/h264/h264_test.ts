import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex } from "../../damage_cases.ts";
import { CONTINUES, STARTS, STARTS_RANDOM_ACCESS } from "../payload.ts";
import { describeInspection, type Dialogue, transcript } from "../dialogue_cases.ts";
import { h264Depacketizer } from "./decode.ts";
import { h264Packetizer } from "./encode.ts";
import { inspectH264 } from "./inspect.ts";

const dialogues: readonly Dialogue[] = [
  {
    name: "single NAL units up to the marker",
    packets: ["5 6742", "5 68ce", "5! 6588", "6! 419a"],
    answers: ["5 6742 68ce 6588", "6 419a"],
  },
  {
    name: "a sender without markers",
    packets: ["5 6742", "5 6588", "6 419a", "7 419b"],
    answers: ["5 6742 6588", "6 419a"],
  },
  {
    name: "a marker behind a change of timestamp ends two units",
    packets: ["5 6588", "6! 419a"],
    answers: ["5 6588", "6 419a"],
  },
  {
    name: "units of one timestamp with markers",
    packets: ["5! 65", "5! 41"],
    answers: ["5 65", "5 41"],
  },
  {
    name: "STAP-A",
    packets: ["5! 78 0002 6742 0003 68ce01 0001 65"],
    answers: ["5 6742 68ce01 65"],
  },
  { name: "STAP-A with zeros behind", packets: ["5! 78 0002 6742 0000 00"], answers: ["5 6742"] },
  {
    name: "FU-A",
    packets: ["5 7c85 aa", "5 7c05 bb", "5! 7c45 cc", "6! 5c81 01", "7! 5cc1 02"],
    answers: ["5 65aabbcc", "6 4101", "7 4102"],
  },
  {
    name: "FU-A that is never ended",
    packets: ["5 7c85 aa", "5 7c05 bb", "5 7c81 dd", "5 41", "6 7c81 ee", "7! 41"],
    answers: ["5 65aabb 61dd 41", "6 61ee", "7 41"],
  },
  { name: "delimiters are left out", packets: ["5 09f0", "5! 65", "6! 09f0"], answers: ["5 65"] },
  {
    name: "payloads without bytes are skipped",
    packets: ["5 65", "6 ", "5! 41"],
    answers: ["5 65 41"],
  },
  { name: "zeros behind a NAL unit", packets: ["5! 65010000"], answers: ["5 6501"] },
  {
    name: "start codes within",
    packets: ["5! 09f0 00000001 6742 000001 68ce 00000001 6588", "6! 000001 41aa"],
    answers: ["5 6742 68ce 6588", "6 41aa"],
  },
  {
    name: "start codes within fragments",
    packets: ["5 7c87 42 00000001 68", "5! 7c47 ce 00000001 6588"],
    answers: ["5 6742 68ce 6588"],
  },
  {
    name: "start codes in slices are not looked for",
    packets: ["5! 65000001aa"],
    answers: ["5 65000001aa"],
  },
  {
    name: "the rest of a fragment after a loss is no fault",
    packets: [
      "5 7c05 bb",
      "5! 7c45 cc",
      "6! 41",
      "7 7c85 aa",
      "loss",
      "7 7c05 bb",
      "7! 7c45",
      "8! 41",
    ],
    answers: ["6 41", "8 41"],
  },
  {
    name: "a fragment from nowhere is one",
    packets: ["5! 7cc1 aa", "6 7c05 bb", "6 7c05 bb", "7! 41"],
    answers: ["5 61aa", "malformed", "7 41"],
  },
  ...[
    "00",
    "79 0000 0001 65",
    "7a 00",
    "7b 00",
    "7d 85 0000 aa",
    "7e",
    "7f",
    "78",
    "78 0005 65",
    "7c",
  ]
    .map((hex): Dialogue => ({
      name: `refused: ${hex}`,
      packets: [`5 ${hex}`, "6! 41"],
      answers: ["malformed", "6 41"],
    })),
  {
    name: "aggregates in aggregates are refused",
    packets: ["5! 78 0003 780001 0001 65"],
    answers: ["malformed"],
  },
];

Deno.test("H264: RTP payloads of various senders", () => {
  for (const { name, packets, answers } of dialogues) {
    assert.deepEqual(transcript(h264Depacketizer(), packets), answers, name);
  }
});

Deno.test("H264: units have limits", () => {
  const large = h264Depacketizer();
  const fragment = new Uint8Array(65000);
  fragment.set([0x7c, 0x85]);
  let refused = 0;
  for (let i = 0; i < 170; i++) {
    if (isMalformed(large.push(fragment, 1, false))) refused++;
    fragment[1] = 0x05;
  }
  assert.equal(refused, 1, "10 MiB");
  const many = h264Depacketizer();
  const aggregate = concat([
    fromHex("78"),
    ...Array.from({ length: 2000 }, () => fromHex("000141")),
  ]);
  assert.ok(isMalformed(many.push(aggregate, 1, true)));
});

Deno.test("H264: views of single NAL units are not copied", () => {
  const payload = fromHex("6588");
  const units = h264Depacketizer().push(payload, 1, true);
  assert.ok(!isMalformed(units));
  assert.equal(units[0].payload[0].buffer, payload.buffer);
});

const packings = [
  {
    name: "small ones together, with the highest importance of them",
    unit: ["67aa", "68bb", "0601", "41cc"],
    payloads: ["78 0002 67aa 0002 68bb 0002 0601 0002 41cc"],
  },
  { name: "one alone", unit: ["65aa", ""], payloads: ["65aa"] },
  { name: "nothing", unit: [], payloads: [] },
];

Deno.test("H264: aggregation", () => {
  for (const { name, unit, payloads } of packings) {
    const packed = h264Packetizer.pack(unit.map(fromHex), 1000);
    assert.ok(!isMalformed(packed), name);
    assert.deepEqual(packed.map(({ parts }) => concat(parts)), payloads.map(fromHex), name);
    assert.equal(packed.at(-1)?.marker ?? true, true, name);
  }
});

const inspections = [
  { hex: "41aa", seen: "start" },
  { hex: "65aa", seen: "start key" },
  { hex: "06aa", seen: "start" },
  { hex: "6742", seen: "start 6742" },
  { hex: "68ce", seen: "start 68ce" },
  { hex: "78 0002 6742 0002 68ce", seen: "start 6742 68ce" },
  { hex: "78 0002 6742 0002 68ce 0001 65", seen: "start key 6742 68ce" },
  { hex: "78 0002 0601 0001 41", seen: "start" },
  { hex: "78 0002 6742 0009 68ce", seen: "start 6742" },
  { hex: "78", seen: "start" },
  { hex: "7c85 aa", seen: "start key" },
  { hex: "7c81 aa", seen: "start" },
  { hex: "7c05 aa", seen: "" },
  { hex: "7c45 aa", seen: "" },
  { hex: "7c87 42", seen: "start key" },
  { hex: "4140", seen: "" },
  { hex: "6540", seen: "" },
  { hex: "7c85 2a", seen: "" },
  { hex: "7c", seen: "" },
  { hex: "", seen: "" },
  { hex: "6742 00000001 68ce 00000001 6588", seen: "start key 6742 68ce" },
  { hex: "00000001 6742 000001 68ce", seen: "start 6742 68ce" },
];

Deno.test("H264: what payloads begin", () => {
  for (const { hex, seen } of inspections) {
    const payload = fromHex(hex), bytes = concat([fromHex("6565"), payload, fromHex("6565")]);
    const inspection = inspectH264(bytes, 2, 2 + payload.length);
    assert.equal(describeInspection(inspection), seen, hex);
    if (inspection.parameterSets.length === 0) {
      assert.ok(
        [CONTINUES, STARTS, STARTS_RANDOM_ACCESS].includes(inspection),
        "a shared constant",
      );
    }
  }
});
