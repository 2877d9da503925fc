import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { GAP } from "media/rtp/batch.ts";
import { FIXED_HEADER } from "media/rtp/packet.ts";
import { packetizerFor } from "media/rtp/payload/registry.ts";
import type { AccessUnit } from "media/unit.ts";
import { Packer } from "core/stream/packer.ts";
import { type Clip, CLIPS } from "../../test/streams/clips.ts";
import { PacketLog } from "../../test/streams/stage.ts";

const MARKS = { ssrc: 0xdead_beef, payloadType: 97, channel: 6 };

function packerOf(clip: Clip, payloadMax: number, sequence = 0) {
  return new Packer(packetizerFor(clip.config)!, MARKS, payloadMax, sequence);
}

function unitOf(clip: Clip, index: number, more: Partial<AccessUnit> = {}): AccessUnit {
  return { track: 3, ntp: 1234, config: clip.config, epoch: 2, ...clip.units[index], ...more };
}

function pack(packer: Packer, unit: AccessUnit, timestamp: number) {
  const batches = packer.pack(unit, timestamp), reader = new PacketLog();
  assert.ok(!isMalformed(batches));
  batches.forEach((batch) => reader.write(batch));
  return { batches, packets: reader.packets };
}

Deno.test("packer: packets are numbered on, marked and timed; they fit their readers", () => {
  const packer = packerOf(CLIPS.h264, 256, 0xfffe);
  const key = pack(packer, unitOf(CLIPS.h264, 0), 0xffff_fff0);
  const next = pack(packer, unitOf(CLIPS.h264, 4), 5);
  const packets = [...key.packets, ...next.packets];
  assert.deepEqual(packets.map((p) => p.sequence), packets.map((_, i) => (0xfffe + i) & 0xffff));
  assert.deepEqual(
    key.packets.map((p) => p.marker),
    key.packets.map((_, i, { length }) => i === length - 1),
  );
  assert.deepEqual(new Set(key.packets.map((p) => p.timestamp)), new Set([0xffff_fff0]));
  assert.deepEqual(new Set(next.packets.map((p) => p.timestamp)), new Set([5]));
  assert.ok(packets.every((p) => p.ssrc === MARKS.ssrc && p.payloadType === 97));
  assert.ok(packets.every((p) => p.payload.length <= 256));
  assert.equal(packer.sequence, (0xfffe + packets.length) & 0xffff);
});

Deno.test("packer: a batch says what its unit is", () => {
  const unit = unitOf(CLIPS.h264, 0), { batches } = pack(packerOf(CLIPS.h264, 1400), unit, 7);
  const [{ bytes, offsets, sizes, made, ...batch }] = batches;
  assert.equal(batches.length, 1);
  assert.deepEqual(batch, {
    channel: 6,
    track: 3,
    timestamp: 7,
    pts: unit.pts,
    ntp: 1234,
    start: true,
    end: true,
    randomAccess: true,
    config: unit.config,
    epoch: 2,
  });
  const lies = offsets.map((offset, i) => [offset, offset + sizes[i]]);
  assert.deepEqual([lies[0][0], lies.at(-1)![1], made], [GAP, bytes.length, {}]);
  assert.deepEqual([...bytes.subarray(0, GAP)], [0x24, 6, sizes[0] >> 8, sizes[0] & 0xff]);
});

Deno.test("packer: parameter sets go before a key frame, where it has none of its own", () => {
  const { sps, pps } = CLIPS.h264.config as { sps: Uint8Array; pps: Uint8Array };
  const types = (index: number, payload = CLIPS.h264.units[index].payload) =>
    pack(packerOf(CLIPS.h264, 1400), unitOf(CLIPS.h264, index, { payload }), 0).packets
      .map(({ payload }) => payload[0] & 0x1f);
  const STAP_A = 24, IDR = 5, SLICE = 1;
  const idr = Uint8Array.of(0x65, ...new Uint8Array(1390));
  assert.deepEqual(types(0, [idr]), [STAP_A, IDR]);
  assert.deepEqual(types(0, [sps, pps, idr]), [STAP_A, IDR]);
  assert.deepEqual(types(0, [pps, idr]), [8, IDR]);
  assert.deepEqual(types(4, [Uint8Array.of(0x41, 1)]), [SLICE]);
});

Deno.test("packer: a large unit is several batches of 48 kB at most", () => {
  const idr = new Uint8Array(150_000).fill(7);
  idr[0] = 0x65;
  const unit = unitOf(CLIPS.h264, 0, { payload: [idr] });
  const { batches, packets } = pack(packerOf(CLIPS.h264, 1400), unit, 0);
  assert.equal(batches.length, 4);
  assert.ok(batches.every(({ bytes }) => bytes.length <= 48 * 1024));
  assert.deepEqual(batches.map((b) => [b.start, b.end, b.randomAccess]), [
    [true, false, true],
    [false, false, false],
    [false, false, false],
    [false, true, false],
  ]);
  assert.deepEqual(packets.filter((p) => p.marker).length, 1);
  assert.equal(packets.length, new Set(packets.map((p) => p.sequence)).size);
});

Deno.test("packer: a unit of several frames has a batch for each time", () => {
  const { units } = CLIPS.opus;
  const payload = [...units[0].payload, ...units[1].payload];
  const { batches, packets } = pack(
    packerOf(CLIPS.opus, 1400),
    unitOf(CLIPS.opus, 0, { payload }),
    100,
  );
  assert.deepEqual(packets.map((p) => p.timestamp), [100, 100 + 960]);
  assert.deepEqual(batches.map((b) => [b.timestamp, b.pts, b.start, b.end, b.randomAccess]), [
    [100, 0, true, true, true],
    [1060, 960, true, true, true],
  ]);
});

Deno.test("packer: a unit without bytes makes no packets, one that breaks its format is Malformed", () => {
  const nothing = pack(packerOf(CLIPS.h264, 1400), unitOf(CLIPS.h264, 4, { payload: [] }), 0);
  assert.deepEqual(nothing.packets, []);
  const packer = packerOf(CLIPS.opus, 1400, 5);
  const broken = packer.pack(unitOf(CLIPS.opus, 0, { payload: [new Uint8Array(0)] }), 0);
  assert.ok(isMalformed(broken));
  assert.equal(packer.sequence, 5);
});

Deno.test("packer: what it packs is a copy: the unit stays as it was written", () => {
  const unit = unitOf(CLIPS.aac, 0), before = unit.payload[0].slice();
  const { batches } = pack(packerOf(CLIPS.aac, 1400), unit, 0);
  batches[0].bytes.fill(0);
  assert.deepEqual(unit.payload[0], before);
  assert.equal(batches[0].sizes[0], FIXED_HEADER + 4 + before.length);
});
