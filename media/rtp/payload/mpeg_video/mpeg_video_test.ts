import assert from "node:assert/strict";
import { concat, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex, noise } from "../../damage_cases.ts";
import { describeInspection, type Dialogue, transcript } from "../dialogue_cases.ts";
import { inspectMpegVideo, mpegVideoDepacketizer } from "./decode.ts";
import { mpegVideoPacketizer } from "./encode.ts";

const dialogues: readonly Dialogue[] = [
  {
    name: "a picture in two packets",
    packets: ["5 00013900 000001b3aa", "5! 00011900 00000101bb", "3605! 00021a07 00000100cc"],
    answers: ["5 000001b3aa00000101bb", "3605 00000100cc"],
  },
  {
    name: "headers with what MPEG-2 adds",
    packets: ["5! 04013900 80000000 000001b3aa"],
    answers: ["5 000001b3aa"],
  },
  {
    name: "a sender without markers",
    packets: ["5 00013900 0a", "5 00011900 0b", "3605 00021a07 0c"],
    answers: ["5 0a0b"],
  },
  {
    name: "a fragment is lost",
    packets: ["5 00013900 0a", "loss", "3605! 00021a07 0c"],
    answers: ["3605 0c"],
  },
  ...["000139", "04013900 800000"].map((hex): Dialogue => ({
    name: `refused: ${hex}`,
    packets: [`5! ${hex}`, "9! 00013900 0c"],
    answers: ["malformed", "9 0c"],
  })),
];

Deno.test("MPEG video: RTP payloads of various senders", () => {
  for (const { name, packets, answers } of dialogues) {
    assert.deepEqual(transcript(mpegVideoDepacketizer(), packets), answers, name);
  }
});

Deno.test("MPEG video: what begins a picture", () => {
  const cases = [
    ["00013900 000001b3aa", "start key"],
    ["04013900 80000000 000001b3aa", "start key"],
    ["00000000 000001b3aa", "start key"],
    ["00011900 00000100aa", "start"],
    ["00011900 000001b8aa", "start"],
    ["00011900 00000101aa", ""],
    ["00010900 aabbccdd", ""],
    ["00013900 000001", ""],
    ["", ""],
  ];
  for (const [hex, told] of cases) {
    const bytes = fromHex(`ffffff${hex}`);
    assert.equal(describeInspection(inspectMpegVideo(bytes, 3, bytes.length)), told, hex);
  }
});

const slice = (number: number, length: number) =>
  concat([Uint8Array.of(0, 0, 1, number), noise(length - 4, 3).map((byte) => byte | 4)]);

/** `HEADER LENGTH [!]` of each payload. */
function sent(unit: Uint8Array, max: number): string[] | string {
  const packed = mpegVideoPacketizer.pack([unit], max);
  if (isMalformed(packed)) return packed.reason;
  return packed.map(({ parts: [header, part], marker }) =>
    `${toHex(header)} ${part.length}${marker ? " !" : ""}`
  );
}

Deno.test("MPEG video: payloads that are sent", () => {
  const sequence = fromHex("000001b3aabbccdd"), intra = fromHex("000001000a8ffff8");
  const slices = [slice(1, 100), slice(2, 100), slice(3, 600), slice(4, 10)];
  assert.deepEqual(sent(concat([sequence, intra, ...slices]), 256), [
    "002a3900 216",
    "002a1100 252",
    "002a0100 252",
    "002a0900 96",
    "002a1900 10 !",
  ]);
  const bidirectional = fromHex("00000100005ffffbb8");
  assert.deepEqual(sent(concat([bidirectional, slice(1, 10)]), 256), ["00011b77 19 !"]);
  const predicted = fromHex("0000010000d7fffb80");
  assert.deepEqual(sent(concat([predicted, slice(1, 10)]), 256), ["00031a07 19 !"]);
  const fields = concat([intra, slice(1, 10), predicted, slice(1, 10), fromHex("000001b7")]);
  assert.deepEqual(sent(fields, 256), ["002a1900 18", "00031a07 23 !"]);
  for (const unit of [new Uint8Array(0), sequence, slice(1, 10), noise(99)]) {
    assert.equal(sent(unit, 256), "MPEG video: no picture");
  }
});
