import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex } from "../../damage_cases.ts";
import { describeInspection, type Dialogue, transcript } from "../dialogue_cases.ts";
import { vp9Depacketizer } from "./decode.ts";
import { Vp9Packetizer } from "./encode.ts";
import { inspectVp9 } from "./inspect.ts";

const dialogues: readonly Dialogue[] = [
  { name: "no picture number", packets: ["5! 0c 82aa"], answers: ["5 82aa"] },
  { name: "seven bits", packets: ["5! 8c 05 82aa"], answers: ["5 82aa"] },
  { name: "fifteen bits", packets: ["5! 8c 8005 82aa"], answers: ["5 82aa"] },
  {
    name: "fragments",
    packets: ["5 88 05 82", "5 80 05 aa", "5! 84 05 bb"],
    answers: ["5 82aabb"],
  },
  { name: "a sender without markers", packets: ["5 8c 05 82", "6 8c 06 86"], answers: ["5 82"] },
  {
    name: "layers, not flexible: TL0PICIDX",
    packets: ["5! ac 05 00 07 82aa"],
    answers: ["5 82aa"],
  },
  { name: "layers, flexible", packets: ["5! bc 05 00 82aa"], answers: ["5 82aa"] },
  { name: "flexible, one reference", packets: ["5! dc 05 02 86aa"], answers: ["5 86aa"] },
  { name: "flexible, three references", packets: ["5! dc 05 030504 86aa"], answers: ["5 86aa"] },
  { name: "flexible, no more than three", packets: ["5! dc 05 030505 86aa"], answers: ["5 86aa"] },
  {
    name: "structure: sizes of two layers, a group of two pictures",
    packets: ["5! 8e 05 38 02800168 0500 02d0 02 0401 280103 82aa"],
    answers: ["5 82aa"],
  },
  { name: "structure of nothing", packets: ["5! 8e 05 00 82aa"], answers: ["5 82aa"] },
  {
    name: "spatial layers of one picture are one frame",
    packets: ["5 ac 05 00 07 82aa", "5! ac 05 02 07 86bb"],
    answers: ["5 82aa86bb"],
  },
  {
    name: "the start is lost",
    packets: ["5 80 05 aa", "5! 84 05 bb", "6! 8c 06 86"],
    answers: ["6 86"],
  },
  {
    name: "a rest from nowhere",
    packets: ["5! 8c 05 82", "6! 84 06 bb", "7! 8c 07 86"],
    answers: ["5 82", "malformed", "7 86"],
  },
  ...["0c", "8c", "8c05", "8c8005", "ac0500", "dc0503", "8e0518", "8e0508ff", "8e0508"].map((
    hex,
  ): Dialogue => ({ name: `refused: ${hex}`, packets: [`5! ${hex}`], answers: ["malformed"] })),
];

Deno.test("VP9: RTP payloads of various senders", () => {
  for (const { name, packets, answers } of dialogues) {
    assert.deepEqual(transcript(vp9Depacketizer(), packets), answers, name);
  }
});

Deno.test("VP9: payloads that are sent", () => {
  const packetizer = new Vp9Packetizer();
  const key = concat([fromHex("824983420027f0167000"), new Uint8Array(300)]);
  const sent = [key, fromHex("86aa")].flatMap((frame) => {
    const packed = packetizer.pack([frame], 256);
    assert.ok(!isMalformed(packed));
    return packed.map(({ parts: [descriptor], marker }) => `${descriptor.toHex()} ${marker}`);
  });
  assert.deepEqual(sent, [
    "8a8000" + "18" + "02800168" + "010401" + " false",
    "848000 true",
    "cc8001 true",
  ]);
  assert.ok(isMalformed(packetizer.pack([fromHex("8249")], 256)), "a key frame without its size");
});

Deno.test("VP9: what payloads begin", () => {
  const inspections = [
    { hex: "8c 05 82", seen: "start key" },
    { hex: "8c 05 86", seen: "start" },
    { hex: "8c 05 b1", seen: "start key" },
    { hex: "ac 05 00 07 82", seen: "start key" },
    { hex: "ac 05 02 07 82", seen: "" },
    { hex: "84 05 82", seen: "" },
    { hex: "8c 05", seen: "" },
    { hex: "", seen: "" },
  ];
  for (const { hex, seen } of inspections) {
    const payload = fromHex(hex), bytes = Uint8Array.of(0, ...payload, 0x82, 0x82);
    assert.equal(describeInspection(inspectVp9(bytes, 1, 1 + payload.length)), seen, hex);
  }
});
