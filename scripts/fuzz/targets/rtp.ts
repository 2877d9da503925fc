import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { readFormat, writeFormat } from "media/rtp/format.ts";
import * as packet from "media/rtp/packet.ts";
import { ReorderBuffer } from "media/rtp/reorder.ts";
import { ReceiverStats } from "media/rtp/report.ts";
import { parseRtcp } from "media/rtp/rtcp.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import { cases as mikeyCases } from "media/mikey/mikey_cases.ts";
import { parseMikey } from "media/mikey/parse.ts";
import type { Kind } from "media/track.ts";
import { tolerated } from "media/rtp/foreign_cases.ts";
import { written } from "media/rtp/format_cases.ts";
import { harvest } from "../harvest.ts";
import type { Input, Target } from "../target.ts";
import { captures } from "./captures.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();
const { bytes } = await harvest("media/rtp");

/** Packets in a run, as they come from a network. */
const runs: Input[] = captures.map(({ packets }) => packets.slice(0, 24));

const formats: Input[] = [...written, ...tolerated].map(({ kind, payloadType, rtpmap, fmtp }) => [
  Uint8Array.of(["video", "audio", "application"].indexOf(kind), payloadType),
  encoder.encode(rtpmap ?? ""),
  encoder.encode(fmtp ?? ""),
]);

/** Header, extension, padding: all within the packet. */
function lookAtPacket(bytes: Uint8Array): void {
  const end = bytes.length;
  if (!packet.validPacket(bytes, 0, end)) return;
  const [from, to] = [packet.payloadStart(bytes, 0, end), packet.payloadEnd(bytes, 0, end)];
  assert.ok(from >= packet.FIXED_HEADER && from <= to && to <= end, `payload ${from}–${to}`);
  packet.renumber(bytes, 0, 127, 65535, 2 ** 32 - 1, 2 ** 32 - 1);
  assert.ok(packet.validPacket(bytes, 0, end), "renumbered");
}

/** Whatever comes, nothing is handed on that did not come, and nothing waits for ever. */
function reorder(input: Input): void {
  const buffer = new ReorderBuffer(16, 50), stats = new ReceiverStats(90000);
  let now = 0, out = 0, valid = 0;
  for (const bytes of input) {
    if (!packet.validPacket(bytes, 0, bytes.length)) continue;
    valid++;
    buffer.push(bytes, now += 7);
    stats.receive(packet.sequence(bytes, 0), packet.timestamp(bytes, 0), now);
    out += buffer.drain().length;
    assert.ok(buffer.deadline === Infinity || buffer.deadline <= now + 50, "deadline");
    if (now >= buffer.deadline) buffer.timeout(now);
  }
  while (buffer.deadline < Infinity) buffer.timeout(now = buffer.deadline);
  out += buffer.drain().length;
  assert.ok(out <= valid, "more packets than came");
  const report = stats.report(1, 2, now);
  if (report) writeRtcp([report]);
}

function rtcp(bytes: Uint8Array): void {
  const packets = parseRtcp(bytes);
  if (isMalformed(packets)) return;
  const again = parseRtcp(writeRtcp(packets));
  assert.ok(!isMalformed(again) && again.length === packets.length, "written, not read again");
}

function format([head, rtpmap, fmtp]: Input): void {
  const kinds: Kind[] = ["video", "audio", "application"];
  const [kind, type] = [kinds[head?.[0] % 3] ?? "video", (head?.[1] ?? 0) & 0x7f];
  const texts = [rtpmap, fmtp].map((bytes) => bytes && decoder.decode(bytes));
  const read = readFormat(kind, type, ...texts);
  if (!isMalformed(read)) writeFormat(read.config, type);
}

export const rtp: readonly Target[] = [
  {
    name: "mikey",
    seeds: mikeyCases.map(({ bytes }) => [bytes]),
    run: ([bytes]) => void parseMikey(bytes),
  },
  { name: "rtp packet", seeds: bytes.map((one) => [one]), run: ([bytes]) => lookAtPacket(bytes) },
  { name: "rtp order", seeds: runs, run: reorder },
  { name: "rtcp", seeds: bytes.map((one) => [one]), run: ([bytes]) => rtcp(bytes) },
  {
    name: "rtp formats",
    seeds: formats,
    words: [
      "sprop-parameter-sets=",
      ";",
      "=",
      ",",
      "config=",
      "/",
      "1e9",
      "-1",
      "sizelength=",
      "%",
    ],
    run: format,
  },
];
