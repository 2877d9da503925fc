import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { isStereo, packetDuration } from "./packet.ts";

/** Starts of libopus packets with the durations ffprobe tells, and by hand for the rest of the table. */
const cases = [
  { packet: "e073f670", ticks: 120 },
  { packet: "e8b53427", ticks: 240 },
  { packet: "f0b4d597", ticks: 480 },
  { packet: "f8b4afca", ticks: 960 },
  { packet: "fafd0eb4", ticks: 1920 },
  { packet: "f9b04dcf", ticks: 1920 },
  { packet: "fb83fd10", ticks: 2880 },
  { packet: "6b833631", ticks: 2880 },
  { packet: "db833523", ticks: 2880 },
  { packet: "00", ticks: 480 },
  { packet: "08", ticks: 960 },
  { packet: "10", ticks: 1920 },
  { packet: "18", ticks: 2880 },
  { packet: "19", ticks: 5760 },
  { packet: "1a", ticks: 5760 },
  { packet: "60", ticks: 480 },
  { packet: "78", ticks: 960 },
  { packet: "80", ticks: 120 },
  { packet: "8330", ticks: 5760 },
  { packet: "83f0", ticks: 5760 },
  { packet: "1b02", ticks: 5760 },
  { packet: "" },
  { packet: "fb" },
  { packet: "fb00" },
  { packet: "fb07" },
  { packet: "8331" },
  { packet: "1b03" },
];

Deno.test("Opus: durations of packets", () => {
  for (const { packet, ticks } of cases) {
    const duration = packetDuration(fromHex(packet)!);
    if (ticks === undefined) assert.ok(isMalformed(duration), packet);
    else assert.equal(duration, ticks, packet);
  }
});

Deno.test("Opus: any packet is 2.5 to 120 ms, or refused", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3 }), (packet) => {
    const ticks = packetDuration(packet);
    assert.ok(isMalformed(ticks) || ticks >= 120 && ticks <= 5760 && ticks % 120 === 0);
  }));
});

Deno.test("Opus: the first byte tells mono from stereo", () => {
  assert.deepEqual([0x78, 0x7c, 0xf8, 0xfc].map(isStereo), [false, true, false, true]);
});
