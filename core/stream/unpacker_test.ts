import assert from "node:assert/strict";
import { equalBytes } from "media/bytes.ts";
import type { RtpBatch } from "media/rtp/batch.ts";
import type { ConfigOf } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import { Unpacker } from "core/stream/unpacker.ts";
import { type Clip, CLIPS, type ClipUnit, tracksOf } from "../../test/streams/clips.ts";
import { PacketPublisher, Stage } from "../../test/streams/stage.ts";

/** An unpacker, and the way to it: a publisher whose batches are caught before they reach anybody. */
function setUp(clip: Clip, payloadMax = 1400) {
  const tracks = tracksOf([clip], true), stage = new Stage(tracks), caught = stage.packets();
  const publisher = new PacketPublisher(stage, [clip], payloadMax);
  const units: AccessUnit[] = [], malformed: string[] = [];
  const unpacker = Unpacker.for(tracks[0], tracks[0].rtp!, {
    unit: (unit) => units.push(unit),
    malformed: (reason) => malformed.push(reason),
  })!;
  const take = (batches: readonly RtpBatch[]) => batches.forEach((batch) => unpacker.push(batch));
  const send = (packets: readonly Uint8Array<ArrayBuffer>[]) => {
    publisher.send(0, packets);
    publisher.feed.pause();
    stage.clock.advance(5);
    take(caught.batches.splice(0));
  };
  return { publisher, stage, caught, send, units, malformed };
}

/** All packets of a clip in order. */
const allOf = (publisher: PacketPublisher, { units }: Clip) =>
  units.flatMap((unit) => publisher.pack(0, unit));

/** The unit of the clip with this time and payload, byte by byte. */
function originOf({ pts, payload }: AccessUnit, { units }: Clip): ClipUnit | undefined {
  return units.find((unit) =>
    unit.pts === pts && unit.payload.length === payload.length &&
    unit.payload.every((part, i) => equalBytes(part, payload[i]))
  );
}

/** H264 with one slice in a picture: what lies between slices does not say where a picture begins. */
const SLICES: Clip = {
  ...CLIPS.h264,
  units: CLIPS.h264.units.map((unit) => ({ ...unit, payload: unit.payload.slice(0, 1) })),
};

for (const [name, clip] of Object.entries(CLIPS)) {
  Deno.test(`unpacker: ${name} becomes the units that were sent, with their times of decoding`, () => {
    const { publisher, send, units, malformed } = setUp(clip, 256);
    send(allOf(publisher, clip));
    assert.deepEqual(malformed, []);
    assert.deepEqual(
      units.map(({ pts, dts, randomAccess, payload }) => ({ pts, dts, randomAccess, payload })),
      clip.units.map(({ pts, dts, randomAccess, payload }) => ({
        pts,
        dts,
        randomAccess,
        payload,
      })),
    );
    assert.ok(
      units.every(({ config, epoch, track }) =>
        config === clip.config && epoch === 1 && track === 0
      ),
    );
  });
}

for (const [name, clip] of Object.entries({ ...CLIPS, h264: SLICES })) {
  Deno.test(`unpacker: ${name} goes on with whole units, whatever packets are lost`, () => {
    const { length } = allOf(setUp(clip, 256).publisher, clip);
    for (let first = 1; first < length; first++) {
      for (let count = 1; count <= 4 && first + count <= length; count++) {
        const { publisher, send, units, malformed } = setUp(clip, 256);
        const packets = allOf(publisher, clip);
        packets.splice(first, count);
        packets.forEach((packet) => send([packet]));
        const origins = units.map((unit) => originOf(unit, clip));
        assert.deepEqual(malformed, [], `${count} from ${first}`);
        assert.ok(!origins.includes(undefined), `a part of a unit behind ${count} from ${first}`);
        const indices = origins.map((origin) => clip.units.indexOf(origin!));
        assert.deepEqual(indices, indices.toSorted((a, b) => a - b));
        const most = clip.units.length, least = most - count - 2;
        assert.ok(units.length < most && units.length >= least, `${units.length} of ${length}`);
      }
    }
  });
}

Deno.test("unpacker: it begins with a whole unit", () => {
  const { publisher, send, units, stage, caught } = setUp(CLIPS.h265, 256);
  const packets = allOf(publisher, CLIPS.h265);
  publisher.send(0, packets.splice(0, 1));
  publisher.feed.pause();
  stage.clock.advance(5);
  assert.equal(caught.batches.splice(0).length, 1);
  send(packets);
  assert.deepEqual(originOf(units[0], CLIPS.h265), CLIPS.h265.units[1]);
});

Deno.test("unpacker: a fault is told, and the rest of its unit left out", () => {
  const { publisher, send, units, malformed } = setUp(CLIPS.h264, 256);
  const packets = CLIPS.h264.units.map((unit) => publisher.pack(0, unit));
  packets[7][1][12] = 0x7d;
  send(packets.flat());
  assert.equal(malformed.length, 1);
  const others = CLIPS.h264.units.filter((_, index) => index !== 7);
  assert.deepEqual(units.map((unit) => originOf(unit, CLIPS.h264)), others);
});

Deno.test("unpacker: units whose time cannot be told are told as faults, the next may be well", () => {
  const bare: Clip = { ...CLIPS.h264, config: { codec: "H264" } };
  const { publisher, send, units, malformed } = setUp(bare);
  const { sps, pps } = CLIPS.h264.config as Required<ConfigOf<"H264">>;
  send(publisher.pack(0, bare.units[0]));
  assert.deepEqual([units.length, malformed], [0, ["H264: no SPS yet"]]);
  const keyed = { ...bare.units[7], payload: [sps, pps, ...bare.units[7].payload] };
  send(publisher.pack(0, keyed));
  assert.deepEqual(units.map((unit) => unit.config), [CLIPS.h264.config]);
  assert.equal(malformed.length, 1);
});

Deno.test("unpacker: codecs that are only passed through have none", () => {
  const [track] = tracksOf([CLIPS.h264], true);
  const sink = { unit() {}, malformed() {} };
  assert.equal(
    Unpacker.for({ ...track, config: { codec: "Generic" } }, track.rtp!, sink),
    undefined,
  );
});
