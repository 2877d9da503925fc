import type { Bytes } from "./packet.ts";

/** A packet as it is on the wire, and what it says: see `describe` of the test. */
export interface PacketCase {
  readonly name: string;
  readonly bytes: Bytes;
  readonly says: string;
}

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(/\s/g, ""));

const INDUCTION = "80000000 00000000 00000102 00000000 " +
  "00000004 0000 0002 12345678 000005dc 00002000 00000001 00000007 00000000 " +
  "0100007f 00000000 00000000 00000000";
const FIXED = "12345678 000005dc 00002000 ffffffff 00000007 c00c1e00 " +
  "0100007f 00000000 00000000 00000000";
/** HSREQ with both latencies of 120 ms, the stream ID `read:cam`, and `live`. */
const EXTENSIONS = "0001 0003 00010501 000000bf 0078 0078 " +
  "0005 0002 64616572 6d61633a 0006 0001 6576696c";
const KEYS = "12202901 00000000 02000200 00000404 " + "00112233445566778899aabbccddeeff" +
  "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5";

export const PACKET_CASES: readonly PacketCase[] = [
  {
    name: "data",
    bytes: hex("00000005 c8000001 00000064 00000007 010203"),
    says: "data 5 message 1 key 1 solo at 100 to 7: 010203",
  },
  {
    name: "data that is sent again, unencrypted, the highest numbers",
    bytes: hex("7fffffff c7ffffff ffffffff ffffffff 01"),
    says: "data 2147483647 message 67108863 key 0 again solo at 4294967295 to 4294967295: 01",
  },
  {
    name: "data without a payload, part of a message",
    bytes: hex("00000000 90000002 00000000 00000001"),
    says: "data 0 message 2 key 2 part at 0 to 1: ",
  },
  {
    name: "induction",
    bytes: hex(INDUCTION),
    says: "handshake 4/0/2 1 from 7: 305419896 1500 8192",
  },
  {
    name: "conclusion",
    bytes: hex(`80000000 00000000 00000102 00000000 00000005 0002 0005 ${FIXED} ${EXTENSIONS}`),
    says: "handshake 5/2/5 4294967295 from 7: 305419896 1500 8192 " +
      "version 66817 flags 191 latency 120 120 'read:cam' 'live'",
  },
  {
    name: "conclusion with keys",
    bytes: hex(
      `80000000 00000000 00000102 00000000 00000005 0002 0007 ${FIXED} ${EXTENSIONS} ` +
        `0003 000e ${KEYS}`,
    ),
    says: "handshake 5/2/7 4294967295 from 7: 305419896 1500 8192 " +
      "version 66817 flags 191 latency 120 120 'read:cam' 'live' " +
      "keys 1 of 16 salt 00112233445566778899aabbccddeeff",
  },
  {
    name: "refusal",
    bytes: hex(
      "80000000 00000000 00000102 00000007 00000005 0000 0000 12345678 000005dc 00002000 " +
        "000003ea 00000007 00000000 0100007f 00000000 00000000 00000000",
    ),
    says: "handshake 5/0/0 1002 from 7: 305419896 1500 8192",
  },
  {
    name: "light ACK",
    bytes: hex("80020000 00000000 00000001 00000002 0000000a"),
    says: "ack 0: 10",
  },
  {
    name: "full ACK",
    bytes: hex(
      "80020000 00000003 00000001 00000002 0000000a 00000064 00000032 00002000 0000000b 0000000c 0000000d",
    ),
    says: "ack 3: 10 rtt 100±50 room 8192 11 12 13",
  },
  {
    name: "ACK without rates",
    bytes: hex("80020000 00000003 00000001 00000002 0000000a 00000064 00000032 00002000"),
    says: "ack 3: 10 rtt 100±50 room 8192 0 0 0",
  },
  {
    name: "NAK",
    bytes: hex("80030000 00000000 00000001 00000002 00000005 80000007 00000009 ffffffff 00000001"),
    says: "nak 5-5 7-9 2147483647-1",
  },
  {
    name: "drop request",
    bytes: hex("80070000 00000001 00000001 00000002 7fffffff 00000001"),
    says: "drop 2147483647-1",
  },
  {
    name: "keep-alive",
    bytes: hex("80010000 00000000 00000001 00000002 00000000"),
    says: "control 1 0: 00000000",
  },
  {
    name: "new keys",
    bytes: hex(`ffff0003 00000000 00000001 00000002 ${KEYS}`),
    says: "user 3: keys 1 of 16 salt 00112233445566778899aabbccddeeff",
  },
];
