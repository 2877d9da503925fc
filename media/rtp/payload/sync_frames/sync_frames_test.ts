import assert from "node:assert/strict";
import { concat, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex } from "../../damage_cases.ts";
import { type Dialogue, transcript } from "../dialogue_cases.ts";
import { FrameDepacketizer } from "./decode.ts";
import { FramePacketizer } from "./encode.ts";
import { AC3, type FrameLayout, MPEG_AUDIO } from "./layout.ts";

/** A frame in hex: `header`, filled up with `byte` to `size` bytes. */
const frame = (header: string, size: number, byte: string) => header.padEnd(2 * size, byte);

/** 24 ms each. */
const M1 = frame("fff314c0", 24, "a1"), M2 = frame("fff314c0", 24, "b2");
/** 32 ms each. */
const A1 = frame("0b770000004040", 128, "a1"), A2 = frame("0b770000004040", 128, "b2");
const bytesOf = (hex: string, from: number, to?: number) => hex.slice(2 * from, to && 2 * to);

const mpeg: readonly Dialogue[] = [
  { name: "one", packets: [`5! 00000000 ${M1}`], answers: [`5 ${M1}`] },
  {
    name: "three, each a frame later",
    packets: [`4294967290 00000000 ${M1} ${M2} ${M1}`],
    answers: [`4294967290 ${M1}`, `2154 ${M2}`, `4314 ${M1}`],
  },
  {
    name: "fragments, with and without markers",
    packets: [
      `5 00000000 ${bytesOf(M1, 0, 10)}`,
      `5 0000000a ${bytesOf(M1, 10, 20)}`,
      `5 00000014 ${bytesOf(M1, 20)}`,
      `2165 00000000 ${bytesOf(M2, 0, 10)}`,
      `2165! 0000000a ${bytesOf(M2, 10)}`,
    ],
    answers: [`5 ${M1}`, `2165 ${M2}`],
  },
  {
    name: "joining in the middle of a frame, and losing the beginning of one",
    packets: [
      `5 0000000a ${bytesOf(M1, 10)}`,
      `2165 00000000 ${M2}`,
      "loss",
      `4325 0000000a ${bytesOf(M1, 10)}`,
      `6485 00000000 ${M1}`,
    ],
    answers: [`2165 ${M2}`, `6485 ${M1}`],
  },
  {
    name: "the end of a frame that never comes",
    packets: [`5 00000000 ${bytesOf(M1, 0, 10)}`, `2165 00000000 ${M2}`],
    answers: [`2165 ${M2}`],
  },
  {
    name: "a fragment behind the last one",
    packets: [
      `5 00000000 ${bytesOf(M1, 0, 10)}`,
      `5 0000000a ${bytesOf(M1, 10)}`,
      `5 0000000a ${bytesOf(M1, 10)}`,
      `2165 00000000 ${M2}`,
    ],
    answers: [`5 ${M1}`, "malformed", `2165 ${M2}`],
  },
  {
    name: "fragments that are too long",
    packets: [`5 00000000 ${bytesOf(M1, 0, 10)}`, `5 0000000a ${M1}`, `2165 00000000 ${M2}`],
    answers: ["malformed", `2165 ${M2}`],
  },
  { name: "payloads without bytes", packets: ["5! "], answers: [] },
  ...[
    "00000000",
    "000000",
    "00000000 ff",
    "00000000 00f314c0",
    `00000000 ${M1} fff314c0`,
    `00000000 ${M1} 00`,
  ].map((hex): Dialogue => ({
    name: `refused: ${hex}`,
    packets: [`5! ${hex}`, `9! 00000000 ${M2}`],
    answers: ["malformed", `9 ${M2}`],
  })),
];

const ac3: readonly Dialogue[] = [
  { name: "one", packets: [`5! 0001 ${A1}`], answers: [`5 ${A1}`] },
  {
    name: "two, whatever is said of their number",
    packets: [`5! 0001 ${A1} ${A2}`],
    answers: [`5 ${A1}`, `1541 ${A2}`],
  },
  {
    name: "fragments",
    packets: [
      `5 0102 ${bytesOf(A1, 0, 100)}`,
      `5! 0302 ${bytesOf(A1, 100)}`,
      `1541 0203 ${bytesOf(A2, 0, 20)}`,
      `1541 0303 ${bytesOf(A2, 20, 40)}`,
      `1541! 0303 ${bytesOf(A2, 40)}`,
    ],
    answers: [`5 ${A1}`, `1541 ${A2}`],
  },
  {
    name: "a fragment is lost",
    packets: [
      `5 0203 ${bytesOf(A1, 0, 50)}`,
      "loss",
      `5! 0303 ${bytesOf(A1, 100)}`,
      `1541! 0001 ${A2}`,
    ],
    answers: [`1541 ${A2}`],
  },
  ...["00", "0001", "0001 0b77", `0001 ${frame("0b770000008040", 128, "00")}`].map((
    hex,
  ): Dialogue => ({
    name: `refused: ${hex}`,
    packets: [`5! ${hex}`, `9! 0001 ${A2}`],
    answers: ["malformed", `9 ${A2}`],
  })),
];

Deno.test("frames with a sync word: RTP payloads of various senders", () => {
  for (
    const [layout, clockRate, dialogues] of [[MPEG_AUDIO, 90000, mpeg], [AC3, 48000, ac3]] as const
  ) {
    for (const { name, packets, answers } of dialogues) {
      assert.deepEqual(
        transcript(new FrameDepacketizer(layout, clockRate), packets),
        answers,
        name,
      );
    }
  }
});

/** `HEADER LENGTH [!] TICKS` of each payload. */
function sent(layout: FrameLayout, clockRate: number, unit: readonly string[], max: number) {
  const packed = new FramePacketizer(layout, clockRate).pack(unit.map(fromHex), max);
  if (isMalformed(packed)) return packed.reason;
  return packed.map(({ parts, marker, timestampOffset }) =>
    `${toHex(parts[0])} ${concat(parts).length} ${marker ? "! " : ""}${timestampOffset}`
  );
}

Deno.test("frames with a sync word: payloads that are sent", () => {
  const mp3 = (size: number) => frame("fffb9004", size, "00"), M3 = mp3(417);
  const large = frame("fffbe004", 1044, "00"), surround = frame("0b7700001e40e1", 1792, "00");
  assert.deepEqual(sent(MPEG_AUDIO, 90000, [M1, M2 + M1, M3, M3], 256), [
    "00000000 76 ! 0",
    "00000000 256 6480",
    "000000fc 169 ! 6480",
    "00000000 256 8831",
    "000000fc 169 ! 8831",
  ]);
  assert.deepEqual(sent(MPEG_AUDIO, 90000, [M3, M3, M3, large], 1300), [
    "00000000 1255 ! 0",
    "00000000 1048 ! 7053",
  ]);
  assert.deepEqual(sent(AC3, 48000, [A1, A2, surround, A1], 1188), [
    "0002 258 ! 0",
    "0102 1188 3072",
    "0302 608 ! 3072",
    "0001 130 ! 4608",
  ]);
  assert.deepEqual(sent(AC3, 48000, [surround], 500), [
    "0204 500 0",
    "0304 500 0",
    "0304 500 0",
    "0304 300 ! 0",
  ]);
  assert.deepEqual(sent(AC3, 48000, [A1.repeat(300)], 65000), [
    "00ff 32642 ! 0",
    "002d 5762 ! 391680",
  ]);
  for (const unit of [["00"], [M1 + "00"], [M1.slice(2)], [M1, mp3(100)]]) {
    assert.equal(typeof sent(MPEG_AUDIO, 90000, unit, 1200), "string", "refused");
  }
});
