import assert from "node:assert/strict";
import type { ConfigOf } from "media/track.ts";
import { type Clip, CLIPS, type ClipUnit, tracksOf } from "../../test/streams/clips.ts";
import { FramePublisher, PacketPublisher, Stage, type UnitLog } from "../../test/streams/stage.ts";

const { h264, h265, aac, opus } = CLIPS;

function frames(...clips: Clip[]) {
  const stage = new Stage(tracksOf(clips, false));
  return { stage, publisher: new FramePublisher(stage, clips), lanes: stage.stream.lanes };
}

function packets(clip: Clip, payloadMax = 1400) {
  const stage = new Stage(tracksOf([clip], true));
  const publisher = new PacketPublisher(stage, [clip], payloadMax);
  const send = (unit: ClipUnit) => publisher.send(0, publisher.pack(0, unit));
  return { stage, publisher, send, lane: stage.stream.lanes[0] };
}

const shape = ({ pts, dts, randomAccess, payload }: ClipUnit) => ({
  pts,
  dts,
  randomAccess,
  payload,
});
const shapes = ({ units }: { readonly units: readonly ClipUnit[] }) => units.map(shape);

/** The payload as readers of packets get it: with the parameter sets before a key frame. */
function withSets({ config }: Clip, { randomAccess, payload }: ClipUnit): Uint8Array[] {
  const sets = Object.values(config).filter((value) => value instanceof Uint8Array);
  const inBand = config.codec === "H264" || config.codec === "H265";
  return randomAccess && inBand ? [...sets, ...payload] : [...payload];
}

for (const [name, clip] of Object.entries(CLIPS)) {
  Deno.test(`lane: ${name} of the frame lane is read as packets`, () => {
    const { stage, publisher, lanes: [lane] } = frames(clip);
    const small = stage.packets(0, 256), large = stage.packets(0, 1400);
    publisher.play();
    for (const reader of [small, large]) {
      const units = reader.units(lane.config, lane.rtp), origin = units[0].timestamp;
      assert.deepEqual(
        units,
        clip.units.map((unit) => ({
          timestamp: (origin + unit.pts) >>> 0,
          payload: withSets(clip, unit),
        })),
      );
      const numbers = reader.packets.map((packet) => packet.sequence), [first] = numbers;
      assert.deepEqual(numbers, numbers.map((_, i) => (first + i) & 0xffff));
      assert.deepEqual(reader.batches.map((b) => b.pts), clip.units.map((unit) => unit.pts));
    }
    assert.ok(small.packets.every(({ payload }) => payload.length <= 256));
    assert.ok(small.packets.length > large.packets.length || name === "aac" || name === "opus");
    assert.ok(small.packets.every((p) => p.ssrc === lane.ssrc && p.payloadType === 96));
  });

  Deno.test(`lane: ${name} of the packet lane is read as units`, () => {
    const { stage, publisher, lane } = packets(clip, 256), reader = stage.units();
    assert.equal(lane.hasUnits, true);
    publisher.play();
    publisher.feed.close();
    assert.deepEqual(shapes(reader), shapes(clip));
    assert.equal(stage.stream.counters.decodeErrors, 0);
  });

  Deno.test(`lane: ${name} of the frame lane is handed to readers of units as it is`, () => {
    const { stage, publisher } = frames(clip), first = stage.units(), second = stage.units();
    publisher.play();
    assert.deepEqual(shapes(first), shapes(clip));
    assert.ok(first.units.length > 0 && first.units.every((unit, i) => unit === second.units[i]));
  });
}

Deno.test("lane: the packets of one form are made once, whoever reads them", () => {
  const { stage, publisher } = frames(h264);
  const readers = [stage.packets(0, 1400), stage.packets(0, 1400), stage.packets(0, 256)];
  publisher.play();
  const [a, b, c] = readers.map((reader) => reader.batches);
  assert.ok(a.length > 0 && a.every((batch, i) => batch === b[i]));
  assert.ok(c.every((batch, i) => batch !== a[i]));
});

Deno.test("lane: packets are made only while somebody reads them, and numbered on", () => {
  const { stage, publisher, lanes: [lane] } = frames(aac), reader = stage.packets();
  publisher.write(0, aac.units[0]);
  reader.leave();
  for (const unit of aac.units.slice(1, 4)) publisher.write(0, unit);
  const next = stage.packets();
  assert.equal(
    lane.nextSequence(lane.rendition({ payloadMax: 1400 })),
    (reader.packets[0].sequence + 1) & 0xffff,
  );
  publisher.write(0, aac.units[4]);
  assert.deepEqual([reader.packets.length, next.packets.length], [1, 1]);
  assert.equal(next.packets[0].sequence, (reader.packets[0].sequence + 1) & 0xffff);
});

Deno.test("lane: a reader of units who comes late begins with the next random access", () => {
  const { stage, send } = packets(h264);
  h264.units.slice(0, 2).forEach(send);
  const reader = stage.units();
  h264.units.slice(2).forEach(send);
  assert.deepEqual(shapes(reader), h264.units.slice(7).map(shape));
  assert.equal(stage.stream.counters.decodeErrors, 0);
});

Deno.test("lane: so does one of a frame publisher; audio begins at once", () => {
  const { stage, publisher } = frames(h265, aac);
  publisher.write(0, h265.units[0]);
  publisher.write(1, aac.units[0]);
  const video = stage.units(0), audio = stage.units(1);
  h265.units.slice(1).forEach((unit) => publisher.write(0, unit));
  publisher.write(1, aac.units[1]);
  assert.deepEqual(shapes(video), h265.units.slice(7).map(shape));
  assert.deepEqual(shapes(audio), [shape(aac.units[1])]);
});

Deno.test("lane: readers of units may come and go while a unit is handed out", () => {
  const { stage, publisher } = frames(opus), told: string[] = [];
  const lane = stage.stream.lanes[0];
  let late: UnitLog | undefined;
  const leave = lane.addFrameReader({
    write() {
      told.push("leaving");
      leave();
      leaveLast();
      late = stage.units();
    },
  });
  const leaveLast = lane.addFrameReader({ write: () => void told.push("last") });
  publisher.write(0, opus.units[0]);
  publisher.write(0, opus.units[1]);
  assert.deepEqual(told.filter((name) => name === "leaving"), ["leaving"]);
  assert.ok(told.length <= 2);
  assert.deepEqual(shapes(late!), [shape(opus.units[1])]);
});

Deno.test("lane: a reader of units who comes back finds times that go on from there", () => {
  const { stage, send, publisher } = packets(h264), first = stage.units();
  h264.units.slice(0, 7).forEach(send);
  assert.equal(first.units.length, 7);
  first.leave();
  const later = (unit: ClipUnit) => ({ ...unit, pts: unit.pts + 900_000, dts: unit.dts + 900_000 });
  publisher.send(0, publisher.pack(0, later(h264.units[0])));
  const second = stage.units();
  h264.units.slice(7).map(later).forEach(send);
  assert.deepEqual(shapes(second), h264.units.slice(7).map(later).map(shape));
});

Deno.test("lane: parameter sets that came before the reader are known to what is made for it", () => {
  const bare: Clip = { ...h264, config: { codec: "H264" } };
  const { stage, send } = packets(bare);
  const { sps, pps } = h264.config as Required<ConfigOf<"H264">>;
  send({ ...bare.units[0], payload: [sps, pps, ...bare.units[0].payload] });
  const reader = stage.units();
  bare.units.slice(1).forEach(send);
  assert.deepEqual(shapes(reader), bare.units.slice(7).map(shape));
  assert.deepEqual(reader.units[0].config, h264.config);
  assert.equal(stage.stream.counters.decodeErrors, 0);
});

Deno.test("lane: packets that fit their readers pass through", () => {
  const { stage, publisher } = packets(h264, 256);
  const reader = stage.packets(0, 256),
    sent = h264.units.flatMap((unit) => publisher.pack(0, unit));
  publisher.send(0, sent);
  assert.deepEqual(reader.packets.map((p) => p.payload), sent.map((packet) => packet.subarray(12)));
  assert.deepEqual(stage.log.take(), []);
});

Deno.test("lane: packets that are too big are remuxed, numbered without a gap, which is said once", () => {
  const { stage, publisher, send, lane } = packets(h264, 1400);
  const small = stage.packets(0, 256), large = stage.packets(0, 1400);
  const slice = h264.units[1];
  send({ ...slice, payload: [(lane.config as Required<ConfigOf<"H264">>).sps, ...slice.payload] });
  assert.deepEqual(small.batches, large.batches);
  h264.units.slice(7).forEach(send);
  assert.ok(small.packets.every(({ payload }) => payload.length <= 256));
  const numbers = small.packets.map((packet) => packet.sequence);
  assert.deepEqual(numbers, numbers.map((_, i) => (numbers[0] + i) & 0xffff));
  const units = small.units(lane.config, lane.rtp).slice(1), [first] = units;
  assert.deepEqual(
    units,
    h264.units.slice(7).map((unit) => ({
      timestamp: (first.timestamp + unit.pts - h264.units[7].pts) >>> 0,
      payload: withSets(h264, unit),
    })),
  );
  assert.equal(first.timestamp, publisher.timestamp(0, h264.units[7].pts));
  assert.deepEqual(stage.log.take(), [
    "INF RTP packets are too big (641 > 256), remuxing them into smaller ones",
  ]);
  assert.ok(large.packets.some(({ payload }) => payload.length > 256));
});

Deno.test("lane: who comes after that gets the remuxed packets from the first on", () => {
  const { stage, send, lane } = packets(h264, 1400);
  h264.units.slice(0, 7).forEach(send);
  const reader = stage.packets(0, 256),
    expected = lane.nextSequence(lane.rendition({ payloadMax: 256 }));
  h264.units.slice(7).forEach(send);
  assert.equal(reader.packets[0].sequence, expected);
  assert.equal(reader.units(lane.config, lane.rtp).length, 7);
});

Deno.test("lane: audio keeps the layout that its publisher announced when it is remuxed", () => {
  const [track] = tracksOf([aac], true);
  const layout = [["sizelength", "16"], ["indexlength", "4"], ["indexdeltalength", "4"]] as const;
  const rtp = { ...track.rtp!, fmtp: new Map([...track.rtp!.fmtp, ...layout]) };
  const stage = new Stage([{ ...track, rtp }]);
  const publisher = new PacketPublisher(stage, [aac], 1400), reader = stage.packets(0, 256);
  const payload = aac.units.slice(0, 3).flatMap((unit) => unit.payload);
  publisher.send(0, publisher.pack(0, { ...aac.units[0], payload }));
  assert.ok(reader.packets.length > 1 && reader.packets.every((p) => p.payload.length <= 256));
  const units = reader.units(aac.config, stage.stream.lanes[0].rtp);
  assert.deepEqual(units.flatMap((unit) => unit.payload), payload);
});

Deno.test("lane: what nobody can make smaller passes through as it is", () => {
  const [track] = tracksOf([opus], true);
  const stage = new Stage([{ ...track, config: { codec: "Generic" } }]),
    reader = stage.packets(0, 256);
  const lane = stage.stream.lanes[0], units = stage.units();
  const publisher = new PacketPublisher(stage, []), packet = new Uint8Array(500).fill(0x80, 0, 2);
  publisher.send(0, [packet]);
  assert.deepEqual([reader.packets.length, units.units.length], [1, 0]);
  assert.equal(lane.hasUnits, false);
});

Deno.test("lane: the format tells the parameter sets of now", () => {
  const { send, lane, stage } = packets(h264),
    { sps, pps } = h264.config as Required<ConfigOf<"H264">>;
  assert.equal(lane.rtp.payloadType, 100);
  const before = lane.rtp.fmtp.get("sprop-parameter-sets");
  const other = Uint8Array.of(...pps, 1), reader = stage.packets();
  send({ ...h264.units[0], payload: [sps, other, ...h264.units[0].payload] });
  const after = lane.rtp.fmtp.get("sprop-parameter-sets");
  assert.ok(before && after && after !== before && after.startsWith(before.split(",")[0]));
  assert.deepEqual(reader.batches.map((b) => b.config), [{ codec: "H264", sps, pps: other }]);
  assert.equal(reader.batches[0].config, lane.config);
});

Deno.test("lane: what breaks its format is counted", () => {
  const { stage, publisher } = frames(opus);
  stage.packets();
  publisher.write(0, { ...opus.units[0], payload: [new Uint8Array(0)] });
  assert.equal(stage.stream.counters.decodeErrors, 1);
});

Deno.test("lane: H265 with decoding order numbers is sent without them", () => {
  const [track] = tracksOf([h265], true), clip = { ...h265, units: h265.units.slice(0, 1) };
  const rtp = { ...track.rtp!, fmtp: new Map([["sprop-max-don-diff", "1"]]) };
  const stage = new Stage([{ ...track, rtp }]), [lane] = stage.stream.lanes;
  assert.equal(lane.rtp.fmtp.has("sprop-max-don-diff"), false);
  const reader = stage.packets(), publisher = new PacketPublisher(stage, [clip]);
  const [unit] = clip.units, [key] = unit.payload.map((nal) => nal.subarray(0, 800));
  const numbered = Uint8Array.of(...key.subarray(0, 2), 0, 7, ...key.subarray(2));
  publisher.send(0, publisher.pack(0, { ...unit, payload: [numbered] }));
  publisher.feed.close();
  const [{ payload }] = reader.units(lane.config, lane.rtp);
  assert.deepEqual(payload, withSets(h265, { ...unit, payload: [key] }));
});

Deno.test("lane: parameter sets that were only announced are sent before each key frame to who wants it", () => {
  const { stage, publisher, lane } = packets(h264);
  const form = { payloadMax: 1400, inBandParameters: true }, reader = stage.packets(0, form);
  const plain = stage.packets();
  publisher.play();
  assert.deepEqual(
    reader.units(lane.config, lane.rtp).map(({ payload }) => payload),
    h264.units.map((unit) => withSets(h264, unit)),
  );
  assert.deepEqual(
    plain.units(lane.config, lane.rtp).map(({ payload }) => payload),
    h264.units.map((unit) => unit.payload),
  );
});

Deno.test("lane: forms that mean the same for a track are one rendition", () => {
  const lane = packets(aac).lane, form = { payloadMax: 1188 };
  const wanted = { ...form, inBandParameters: true, retimeAudio: true };
  assert.equal(lane.rendition(wanted), lane.rendition(form));
  assert.equal(lane.rendition(wanted).packing, false);
  assert.notEqual(packets(opus).lane.rendition(wanted).packing, false);
});
