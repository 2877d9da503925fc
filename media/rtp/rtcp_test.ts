import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "./damage_cases.ts";
import { parseRtcp, type RtcpPacket } from "./rtcp.ts";
import { writeRtcp } from "./rtcp_write.ts";

const block = {
  ssrc: 0x11223344,
  fractionLost: 0x40,
  lost: -2,
  highestSequence: 0x00019c40,
  jitter: 17,
  lastReport: 0xabcdef01,
  delay: 65536,
};
const blockHex = "11223344 40fffffe 00019c40 00000011 abcdef01 00010000";

const cases: { name: string; hex: string; packets: RtcpPacket[] }[] = [
  {
    name: "sender report and description",
    hex: "80c80006 aabbccdd e0000001 80000000 00015f90 00000005 000004d2" +
      "81ca0003 aabbccdd 01056c6f 63616c00",
    packets: [
      {
        kind: "SR",
        ssrc: 0xaabbccdd,
        ntp: { seconds: 0xe0000001, fraction: 0x80000000 },
        timestamp: 90000,
        packets: 5,
        octets: 1234,
        reports: [],
      },
      { kind: "SDES", sources: [{ ssrc: 0xaabbccdd, cname: "local" }] },
    ],
  },
  {
    name: "receiver report with a block",
    hex: "81c90007 00000001" + blockHex,
    packets: [{ kind: "RR", ssrc: 1, reports: [block] }],
  },
  {
    name: "sender report with a block",
    hex: "81c8000c 00000001 00000002 00000003 00000004 00000005 00000006" + blockHex,
    packets: [{
      kind: "SR",
      ssrc: 1,
      ntp: { seconds: 2, fraction: 3 },
      timestamp: 4,
      packets: 5,
      octets: 6,
      reports: [block],
    }],
  },
  {
    name: "two descriptions, one whose text fills its words",
    hex: "82ca0005 00000001 01026162 00000000 00000002 01016100",
    packets: [{
      kind: "SDES",
      sources: [{ ssrc: 1, cname: "ab" }, { ssrc: 2, cname: "a" }],
    }],
  },
  {
    name: "goodbye with a reason",
    hex: "81cb0002 00000001 03627965",
    packets: [{ kind: "BYE", sources: [1], reason: "bye" }],
  },
  {
    name: "goodbye of nobody",
    hex: "80cb0000",
    packets: [{ kind: "BYE", sources: [], reason: "" }],
  },
  {
    name: "feedback",
    hex: "81ce0002 00000001 00000002",
    packets: [{
      kind: "other",
      packetType: 206,
      count: 1,
      body: fromHex("00000001 00000002"),
    }],
  },
];

Deno.test("RTCP: read and written", () => {
  for (const { name, hex, packets } of cases) {
    assert.deepEqual(parseRtcp(fromHex(hex)), packets, name);
    assert.deepEqual(writeRtcp(packets), fromHex(hex), name);
  }
});

Deno.test("RTCP: damage is a value", () => {
  for (const { name, hex } of cases) {
    for (const bytes of damaged(fromHex(hex))) {
      const answer = parseRtcp(bytes);
      assert.ok(isMalformed(answer) || answer.length > 0, name);
    }
  }
});

Deno.test("RTCP: peculiar senders", () => {
  const peculiar: { name: string; hex: string; packets: RtcpPacket[] | undefined }[] = [
    { name: "nothing", hex: "", packets: undefined },
    { name: "an RTP packet of version 0", hex: "0060000100000002", packets: undefined },
    { name: "longer than it came", hex: "80c90002 00000001", packets: undefined },
    { name: "too short for its type", hex: "80c80001 00000001", packets: undefined },
    {
      name: "a damaged second packet",
      hex: "80c90001 00000001 81ca0010 00000001",
      packets: [{ kind: "RR", ssrc: 1, reports: [] }],
    },
    {
      name: "more blocks announced than sent",
      hex: "82c90007 00000001" + blockHex,
      packets: [{ kind: "RR", ssrc: 1, reports: [block] }],
    },
    {
      name: "padding",
      hex: "a0c90002 00000001 00000004",
      packets: [{ kind: "RR", ssrc: 1, reports: [] }],
    },
    {
      name: "a tool before the name, and a length beyond the end",
      hex: "81ca0004 00000001 0602414201ff6162 63646566",
      packets: [{ kind: "SDES", sources: [{ ssrc: 1, cname: "abcdef" }] }],
    },
  ];
  for (const { name, hex, packets } of peculiar) {
    const answer = parseRtcp(fromHex(hex));
    if (packets) assert.deepEqual(answer, packets, name);
    else assert.ok(isMalformed(answer), name);
  }
});
