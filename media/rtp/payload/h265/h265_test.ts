import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "../../damage_cases.ts";
import { describeInspection, type Dialogue, transcript } from "../dialogue_cases.ts";
import { h265Depacketizer } from "./decode.ts";
import { h265Packetizer } from "./encode.ts";
import { h265Inspector } from "./inspect.ts";

const plain: readonly Dialogue[] = [
  {
    name: "single NAL units up to the marker",
    packets: ["5 4001aa", "5 4201bb", "5! 2601cc", "6! 0201dd"],
    answers: ["5 4001aa 4201bb 2601cc", "6 0201dd"],
  },
  { name: "a sender without markers", packets: ["5 2601cc", "6 0201dd"], answers: ["5 2601cc"] },
  { name: "AP", packets: ["5! 6001 0003 4001aa 0002 2601"], answers: ["5 4001aa 2601"] },
  {
    name: "FU",
    packets: ["5 620193 aa", "5 620113 bb", "5! 620153 cc", "6! 6201c1 dd"],
    answers: ["5 2601aabbcc", "6 0201dd"],
  },
  {
    name: "FU that is never ended, in a higher temporal layer",
    packets: ["5 620393 aa", "5 620313 bb", "6! 0201dd"],
    answers: ["5 2603aabb", "6 0201dd"],
  },
  { name: "delimiters are left out", packets: ["5 460150", "5! 2601cc"], answers: ["5 2601cc"] },
  { name: "zeros behind a NAL unit", packets: ["5! 2601cc0000"], answers: ["5 2601cc"] },
  {
    name: "the rest of a fragment after a loss",
    packets: ["5 620193 aa", "loss", "5! 620153 cc", "6! 0201dd"],
    answers: ["6 0201dd"],
  },
  ...["02", "0201", "6201", "6001 0009 0201", "6001 00", "6001 0001 02", "6401 aa", "7e01 aa"]
    .map((hex): Dialogue => ({
      name: `refused: ${hex}`,
      packets: [`5! ${hex}`, "6! 0201aa"],
      answers: ["malformed", "6 0201aa"],
    })),
];

const ordered: readonly Dialogue[] = [
  { name: "single", packets: ["5 40010001aa", "5! 26010002cc"], answers: ["5 4001aa 2601cc"] },
  {
    name: "AP",
    packets: ["5! 6001 0007 0003 4001aa 00 0002 2601 05 0002 2601"],
    answers: ["5 4001aa 2601 2601"],
  },
  {
    name: "FU: only the first fragment has a number",
    packets: ["5 620193 0009 aa", "5 620113 bb", "5! 620153 cc"],
    answers: ["5 2601aabbcc"],
  },
];

Deno.test("H265: RTP payloads of various senders", () => {
  for (const { name, packets, answers } of plain) {
    assert.deepEqual(transcript(h265Depacketizer(false), packets), answers, name);
  }
});

Deno.test("H265: payloads with decoding order numbers", () => {
  for (const { name, packets, answers } of ordered) {
    assert.deepEqual(transcript(h265Depacketizer(true), packets), answers, name);
    for (const packet of packets) {
      for (const bytes of damaged(fromHex(packet.split(" ").slice(1).join("")))) {
        const answer = h265Depacketizer(true).push(bytes, 1, true);
        assert.ok(isMalformed(answer) || Array.isArray(answer), name);
        h265Inspector(true)(bytes, 0, bytes.length);
      }
    }
  }
});

Deno.test("H265: aggregates take the lowest layers", () => {
  const packed = h265Packetizer.pack(["4009aa", "2603cc"].map(fromHex), 1000);
  assert.ok(!isMalformed(packed));
  assert.deepEqual(packed.map(({ parts }) => concat(parts)), [
    fromHex("6001 0003 4009aa 0003 2603cc"),
  ]);
});

const inspections = [
  { hex: "0201aa", seen: "start" },
  { hex: "2601aa", seen: "start key" },
  { hex: "2a01aa", seen: "start key" },
  { hex: "4001aa", seen: "start 4001aa" },
  { hex: "4201aa", seen: "start 4201aa" },
  { hex: "4401aa", seen: "start 4401aa" },
  { hex: "4e01aa", seen: "start" },
  { hex: "6001 0003 4001aa 0002 4201 0003 2601aa", seen: "start key 4001aa 4201" },
  { hex: "620193 aa", seen: "start key" },
  { hex: "620181 aa", seen: "start" },
  { hex: "620113 aa", seen: "" },
  { hex: "6201", seen: "" },
  { hex: "", seen: "" },
];

Deno.test("H265: what payloads begin", () => {
  const inspect = h265Inspector(false);
  for (const { hex, seen } of inspections) {
    const payload = fromHex(hex), bytes = concat([fromHex("2626"), payload, fromHex("2626")]);
    assert.equal(describeInspection(inspect(bytes, 2, 2 + payload.length)), seen, hex);
  }
  const aggregate = fromHex("6001 0007 0003 4001aa 00 0002 2601");
  assert.equal(
    describeInspection(h265Inspector(true)(aggregate, 0, aggregate.length)),
    "start key 4001aa",
  );
});
