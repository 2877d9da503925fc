import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { parseRtcp, type RtcpPacket } from "media/rtp/rtcp.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import { extension, nackOf, number16, pliOf, readNacks } from "./feedback.ts";

function again(packet: RtcpPacket): RtcpPacket {
  const packets = parseRtcp(writeRtcp([packet]));
  assert.ok(!isMalformed(packets));
  return packets[0];
}

Deno.test("what is missing is asked for, and understood", () => {
  const cases = [[7], [7, 8, 23], [7, 24, 25], [65530, 65535, 0, 9], [1, 40, 100, 101, 102]];
  for (const missing of cases) {
    const read: [number, number][] = [];
    readNacks(again(nackOf(1, 0xfedcba98, missing)), (...one) => read.push(one));
    assert.deepEqual(read, missing.map((number) => [0xfedcba98, number]));
  }
  const { body } = nackOf(1, 2, [7, 8, 23]) as { body: Uint8Array };
  assert.equal(body.length, 12, "seventeen in a row are one word");
  readNacks(again(pliOf(1, 2)), () => assert.fail());
});

Deno.test("damaged feedback does no harm", () => {
  for (const bytes of damaged(writeRtcp([nackOf(1, 2, [1, 40, 100])]))) {
    const packets = parseRtcp(bytes);
    if (isMalformed(packets)) continue;
    for (const packet of packets) readNacks(packet, (_, number) => assert.ok(number < 0x10000));
  }
});

/** Extensions 3 (16 bits), 4 ("a") in the one-byte form; 3 (16 bits) and 20 (empty) in the other. */
const short = fromHex("90e00001 00000000 00000001 bede0002 31 0102 40 61 000000 dead");
const long = fromHex("90e00001 00000000 00000001 10000002 03 02 0a0b 14 00 0000 dead");

Deno.test("header extensions of both forms", () => {
  const value = (bytes: Uint8Array, number: number) => extension(bytes, 0, bytes.length, number);
  assert.equal(number16(value(short, 3)), 0x0102);
  assert.deepEqual(value(short, 4), Uint8Array.of(0x61));
  assert.equal(number16(value(short, 4)), -1);
  assert.equal(value(short, 5), undefined);
  assert.equal(number16(value(long, 3)), 0x0a0b);
  assert.equal(value(long, 20)?.length, 0);
  for (const bytes of [...damaged(short), ...damaged(long)]) {
    for (const number of [3, 4, 20]) value(bytes, number);
  }
});
