import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex } from "../../damage_cases.ts";
import { type Dialogue, transcript } from "../dialogue_cases.ts";
import { Mpeg4AudioDepacketizer } from "./decode.ts";
import { LatmDepacketizer, LatmPacketizer } from "./latm.ts";
import { Mpeg4AudioPacketizer } from "./encode.ts";
import { frameTicks, HIGH_BIT_RATE, layoutOf } from "./layout.ts";

const dialogues: readonly Dialogue[] = [
  { name: "one", packets: ["5! 0010 0010 aabb"], answers: ["5 aabb"] },
  {
    name: "three, each a frame later",
    packets: ["4294967290! 0030 0008 0010 0008 aa bbbb cc"],
    answers: ["4294967290 aa", "1018 bbbb", "2042 cc"],
  },
  { name: "index of the first is of no matter", packets: ["5! 0010 000b aa"], answers: ["5 aa"] },
  { name: "bytes behind", packets: ["5! 0010 0008 aabb"], answers: ["5 aa"] },
  { name: "one without bytes", packets: ["5! 0020 0000 0008 aa"], answers: ["1029 aa"] },
  {
    name: "fragments that tell the size of the whole",
    packets: ["5 0010 0028 aabb", "5 0010 0028 ccdd", "5! 0010 0028 ee", "1029! 0010 0008 ff"],
    answers: ["5 aabbccddee", "1029 ff"],
  },
  {
    name: "fragments without a marker",
    packets: ["5 0010 0020 aabb", "5 0010 0020 ccdd", "1029 0010 0008 ff", "2053! 0010 0008 ee"],
    answers: ["5 aabbccdd", "1029 ff", "2053 ee"],
  },
  {
    name: "fragments that tell their own size",
    packets: ["5 0010 0010 aabb", "5 0010 0010 ccdd", "5! 0010 0008 ee"],
    answers: ["5 aabbccddee"],
  },
  {
    name: "whole ones of a sender without markers",
    packets: ["5 0010 0008 aa", "1029 0010 0008 bb", "2053! 0010 0008 cc"],
    answers: ["5 aa", "1029 bb", "2053 cc"],
  },
  {
    name: "a fragment is lost",
    packets: ["5 0010 0028 aabb", "loss", "5! 0010 0028 ee", "1029! 0010 0008 ff"],
    answers: ["1029 ff"],
  },
  {
    name: "a fragment is missing when the next one comes",
    packets: ["5 0010 0028 aabb", "1029! 0010 0008 ff"],
    answers: ["1029 ff"],
  },
  { name: "payloads without bytes", packets: ["5! "], answers: [] },
  ...[
    "00",
    "0000",
    "0008 08",
    "0010 00",
    "0010",
    "0020 0010 0008 aa",
    "0020 0008 0009 aabb",
    "ffff 0008 aa",
  ]
    .map((hex): Dialogue => ({
      name: `refused: ${hex}`,
      packets: [`5! ${hex}`, "9! 0010 0008 ff"],
      answers: ["malformed", "9 ff"],
    })),
];

Deno.test("MPEG-4 audio: RTP payloads of various senders", () => {
  for (const { name, packets, answers } of dialogues) {
    const depacketizer = new Mpeg4AudioDepacketizer(HIGH_BIT_RATE, 1024);
    assert.deepEqual(transcript(depacketizer, packets), answers, name);
  }
});

const X255 = "ab".repeat(255);

const latm: readonly Dialogue[] = [
  { name: "one", packets: ["5! 02 aabb"], answers: ["5 aabb"] },
  {
    name: "several elements, each a frame later",
    packets: ["4294967290! 01aa 02bbbb 00 01cc"],
    answers: ["4294967290 aa", "1018 bbbb", "3066 cc"],
  },
  {
    name: "fragments, also of the length",
    packets: [`5 ff`, `5 00 ${X255.slice(0, 10)}`, `5! ${X255.slice(10)}`, "1029! 01 ff"],
    answers: [`5 ${X255}`, "1029 ff"],
  },
  {
    name: "a sender without markers",
    packets: ["5 03 aa", "5 bbcc", "1029 01 ff", "2053! 01 ee"],
    answers: ["5 aabbcc", "1029 ff", "2053 ee"],
  },
  {
    name: "a fragment is lost",
    packets: ["5 05 aabb", "loss", "1029! 01 ff"],
    answers: ["1029 ff"],
  },
  { name: "payloads without bytes", packets: ["5! "], answers: [] },
  ...["ff", "03 aabb", "01 aa 02 bb", `ffff ${X255}`].map((hex): Dialogue => ({
    name: `refused: ${hex}`,
    packets: [`5! ${hex}`, "9! 01 ff"],
    answers: ["malformed", "9 ff"],
  })),
];

Deno.test("MPEG-4 audio: RTP payloads as LATM", () => {
  for (const { name, packets, answers } of latm) {
    assert.deepEqual(transcript(new LatmDepacketizer(1024), packets), answers, name);
  }
});

Deno.test("MPEG-4 audio: payloads that are sent as LATM", () => {
  const units = [100, 255, 600].map((length) => new Uint8Array(length).fill(1));
  const sent = new LatmPacketizer(1024).pack(units, 256).map(
    ({ parts, marker, timestampOffset }) => {
      const payload = concat(parts);
      return [payload.subarray(0, 4).toHex(), payload.length, marker, timestampOffset].join(" ");
    },
  );
  assert.deepEqual(sent, [
    "64010101 101 true 0",
    "ff000101 256 false 1024",
    "01 1 true 1024",
    "ffff5a01 256 false 2048",
    "01010101 256 false 2048",
    "01010101 91 true 2048",
  ]);
});

Deno.test("MPEG-4 audio: access units in fragments have limits", () => {
  const depacketizer = new Mpeg4AudioDepacketizer(HIGH_BIT_RATE, 1024);
  const fragment = concat([fromHex("0010 fff8"), new Uint8Array(8191)]);
  const refused = Array.from({ length: 130 }, () => depacketizer.push(fragment, 1, false)).filter(
    isMalformed,
  );
  assert.equal(refused.length, 1);
});

Deno.test("MPEG-4 audio: layouts", () => {
  const layouts = [
    { fmtp: {}, layout: [13, 3, 3] },
    { fmtp: { mode: "AAC-hbr" }, layout: [13, 3, 3] },
    { fmtp: { mode: "AAC-lbr" }, layout: [6, 2, 2] },
    { fmtp: { sizelength: "16", indexlength: "0", indexdeltalength: "1" }, layout: [16, 0, 1] },
    { fmtp: { sizelength: "0", indexlength: "x", indexdeltalength: "99" }, layout: [13, 3, 3] },
    { fmtp: { sizelength: "", indexlength: "-1" }, layout: [13, 3, 3] },
  ];
  for (const { fmtp, layout } of layouts) {
    assert.deepEqual(Object.values(layoutOf(new Map(Object.entries(fmtp)))), layout);
  }
});

Deno.test("MPEG-4 audio: duration of access units", () => {
  assert.equal(frameTicks(fromHex("1210"), 44100), 1024);
  assert.equal(frameTicks(fromHex("1214"), 44100), 960, "short frames");
  assert.equal(frameTicks(fromHex("1310"), 48000), 2048, "SBR that only the clock rate tells");
  assert.equal(frameTicks(fromHex("2b118800"), 48000), 2048, "SBR that the config tells");
  assert.equal(frameTicks(new Uint8Array(0), 48000), 1024);
});

Deno.test("MPEG-4 audio: payloads that are sent", () => {
  const packetizer = new Mpeg4AudioPacketizer(HIGH_BIT_RATE, 1024);
  const units = [100, 100, 100, 300, 1].map((length) => new Uint8Array(length).fill(length));
  const packed = packetizer.pack(units, 256);
  assert.ok(!isMalformed(packed));
  const sent = packed.map(({ parts, marker, timestampOffset }) =>
    [parts[0].toHex(), concat(parts).length, marker, timestampOffset].join(" ")
  );
  assert.deepEqual(sent, [
    "002003200320 206 true 0",
    "00100320 104 true 2048",
    "00100960 256 false 3072",
    "00100960 52 true 3072",
    "00100008 5 true 4096",
  ]);
  assert.ok(isMalformed(packetizer.pack([new Uint8Array(8192)], 1400)), "over 13 bits");
});
