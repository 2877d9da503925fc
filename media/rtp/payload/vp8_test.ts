import assert from "node:assert/strict";
import { fromHex } from "../damage_cases.ts";
import { describeInspection, type Dialogue, transcript } from "./dialogue_cases.ts";
import { inspectVp8, vp8Depacketizer } from "./vp8.ts";

const dialogues: readonly Dialogue[] = [
  { name: "one packet", packets: ["5! 10 00aa", "6! 10 01bb"], answers: ["5 00aa", "6 01bb"] },
  {
    name: "partitions",
    packets: ["5 10 00", "5 00 aa", "5 11 bb", "5! 01 cc"],
    answers: ["5 00aabbcc"],
  },
  {
    name: "a sender without markers",
    packets: ["5 10 00", "5 00 aa", "6 10 01"],
    answers: ["5 00aa"],
  },
  { name: "seven-bit picture number", packets: ["5! 90 80 05 00aa"], answers: ["5 00aa"] },
  { name: "fifteen-bit picture number", packets: ["5! 90 80 8005 00aa"], answers: ["5 00aa"] },
  { name: "layer index", packets: ["5! 90 40 07 00aa"], answers: ["5 00aa"] },
  { name: "temporal layer", packets: ["5! 90 20 07 00aa"], answers: ["5 00aa"] },
  { name: "key index", packets: ["5! 90 10 07 00aa"], answers: ["5 00aa"] },
  { name: "everything", packets: ["5! 90 f0 8005 07 27 00aa"], answers: ["5 00aa"] },
  { name: "the start is lost", packets: ["5 00 aa", "5! 00 bb", "6! 10 00"], answers: ["6 00"] },
  {
    name: "a rest from nowhere",
    packets: ["5! 10 00", "6! 00 bb", "7! 10 01"],
    answers: ["5 00", "malformed", "7 01"],
  },
  { name: "two frames at once", packets: ["5 10 00", "5! 10 01"], answers: ["malformed"] },
  ...["10", "90", "9080", "908005", "90808005", "90f08005", "90f0800507", "90f080050727"].map((
    hex,
  ): Dialogue => ({ name: `refused: ${hex}`, packets: [`5! ${hex}`], answers: ["malformed"] })),
];

Deno.test("VP8: RTP payloads of various senders", () => {
  for (const { name, packets, answers } of dialogues) {
    assert.deepEqual(transcript(vp8Depacketizer(), packets), answers, name);
  }
});

Deno.test("VP8: what payloads begin", () => {
  const inspections = [
    { hex: "10 00", seen: "start key" },
    { hex: "10 01", seen: "start" },
    { hex: "90 f0 8005 07 27 00", seen: "start key" },
    { hex: "90 f0 8005 07 27 01", seen: "start" },
    { hex: "11 00", seen: "" },
    { hex: "00 00", seen: "" },
    { hex: "10", seen: "" },
    { hex: "", seen: "" },
  ];
  for (const { hex, seen } of inspections) {
    const payload = fromHex(hex), bytes = Uint8Array.of(0, ...payload, 0, 0);
    assert.equal(describeInspection(inspectVp8(bytes, 1, 1 + payload.length)), seen, hex);
  }
});
