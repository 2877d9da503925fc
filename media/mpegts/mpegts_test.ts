import assert from "node:assert/strict";
import { concat, toHex } from "media/bytes.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import { noise } from "media/rtp/damage_cases.ts";
import { type TrackCase, trackCases } from "./mpegts_cases.ts";
import { TsDemuxer } from "./read/demuxer.ts";
import type { TsEvent, TsUnit } from "./read/event.ts";
import { TsMuxer, type TsWritten } from "./write/muxer.ts";

function muxerOf(tracks: readonly TrackCase[]): TsMuxer {
  return new TsMuxer(tracks.map(({ config }, id) => ({ id, config, clockRate: 90000 })));
}

/** Units of all tracks in the order of decoding. */
function unitsOf(tracks: readonly TrackCase[]): TsWritten[] {
  return tracks.flatMap(({ config, units }, track) =>
    units.map((unit) => ({ ...unit, track, config }))
  ).sort((a, b) => a.dts - b.dts);
}

function mux(tracks: readonly TrackCase[], muxer = muxerOf(tracks)): Uint8Array<ArrayBuffer>[] {
  return unitsOf(tracks).map((unit) => {
    const written = muxer.write(unit);
    assert.ok(!isMalformed(written));
    assert.equal(written.length % 188, 0);
    return written;
  });
}

function demux(bytes: Uint8Array, chunk = bytes.length): TsEvent[] {
  const demuxer = new TsDemuxer(), events: TsEvent[] = [];
  for (let at = 0; at < bytes.length; at += chunk) {
    events.push(...demuxer.receive(bytes.slice(at, at + chunk)));
  }
  return [...events, ...demuxer.flush()];
}

function describe(unit: TsUnit | TsWritten, from = 0) {
  const { track, pts, dts, randomAccess, payload } = unit;
  return { track, pts: pts - from, dts: dts - from, randomAccess, payload: payload.map(toHex) };
}

/** What was found, without what went wrong; times begin with those of the first unit written. */
function unitsIn(events: readonly TsEvent[], tracks: readonly TrackCase[]) {
  const units = events.filter((event) => "type" in event && event.type === "unit") as TsUnit[];
  const from = Math.min(...units.map(({ dts }) => dts)) - unitsOf(tracks)[0].dts;
  return units.map((unit) => describe(unit, from)).sort((a, b) =>
    a.dts - b.dts || a.track - b.track
  );
}

Deno.test("MPEG-TS: what was written is read", () => {
  for (const track of trackCases) {
    const events = demux(concat(mux([track]))), [first] = events;
    assert.ok("tracks" in first, track.name);
    assert.deepEqual(first.tracks.map(({ config }) => config), [track.config], track.name);
    const expected = unitsOf([track]).map((unit) => describe(unit));
    assert.deepEqual(unitsIn(events, [track]), expected, track.name);
  }
});

Deno.test("MPEG-TS: all tracks in one programme, in pieces of any size", () => {
  const bytes = concat(mux(trackCases));
  const expected = unitsOf(trackCases).map((unit) => describe(unit))
    .sort((a, b) => a.dts - b.dts || a.track - b.track);
  for (const size of [1, 7, 187, 188, 189, 1000, 1316, 100_000]) {
    const events = demux(bytes, size);
    assert.ok(!events.some(isMalformed), `${size}`);
    assert.deepEqual(unitsIn(events, trackCases), expected, `${size}`);
  }
});

Deno.test("MPEG-TS: something else between the packets is passed over", () => {
  const parts = mux(trackCases);
  for (const garbage of [Uint8Array.of(0x47), noise(100), noise(188), noise(1316), noise(5000)]) {
    const demuxer = new TsDemuxer(), events: TsEvent[] = [];
    for (const [i, part] of parts.entries()) {
      if (i % 3 === 0) events.push(...demuxer.receive(garbage));
      events.push(...demuxer.receive(part));
    }
    events.push(...demuxer.flush());
    assert.ok(events.some(isMalformed));
    const found = unitsIn(events, trackCases).length, all = unitsOf(trackCases).length;
    // A sync byte where a packet should be hides the one behind it.
    const hidden = garbage[0] === 0x47 ? Math.ceil(parts.length / 3) : 0;
    assert.ok(found >= all - hidden, `${found} of ${all} units, ${garbage.length} bytes`);
  }
});

Deno.test("MPEG-TS: whatever is cut, damaged or missing, something is found, and nothing throws", () => {
  const tracks = trackCases.filter(({ name }) => !name.includes("longer"));
  const bytes = concat(mux(tracks));
  for (let length = 0; length < 4000; length += 3) demux(bytes.subarray(0, length));
  for (let at = 0; at < 6000; at += 5) {
    for (const value of [0, 0xff, bytes[at] ^ 0x10]) {
      const copy = bytes.slice();
      copy[at] = value;
      demux(copy);
    }
  }
  for (let at = 0; at < bytes.length; at += 188) {
    demux(concat([bytes.subarray(0, at), bytes.subarray(at + 188)]));
  }
});

Deno.test("MPEG-TS: a packet that is missing costs the unit that it was part of, and is counted", () => {
  const [, track] = trackCases, bytes = concat(mux([track]));
  const cut = concat([bytes.subarray(0, -940), bytes.subarray(-752)]);
  const events = demux(cut);
  assert.deepEqual(events.filter((event) => "packets" in event), [{ type: "lost", packets: 1 }]);
  assert.equal(unitsIn(events, [track]).length, track.units.length - 1);
});

Deno.test("MPEG-TS: packets that came twice count once", () => {
  const bytes = concat(mux(trackCases)), twice: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 188) {
    twice.push(bytes.subarray(at, at + 188), bytes.subarray(at, at + 188));
  }
  const once = unitsIn(demux(bytes), trackCases), events = demux(concat(twice));
  assert.ok(!events.some((event) => "packets" in event));
  assert.deepEqual(unitsIn(events, trackCases), once);
});

Deno.test("MPEG-TS: a reader may begin with each key frame, and where it was asked for", () => {
  const video = trackCases[0], sound = trackCases.find(({ name }) => name === "AAC")!;
  const both = [video, sound], muxer = muxerOf(both);
  mux(both, muxer);
  const key = muxer.write({ ...video.units[0], track: 0, config: video.config, dts: 50_000 });
  assert.ok(!isMalformed(key));
  assert.equal(demux(key).filter((event) => "type" in event && event.type === "unit").length, 1);
  const later = (dts: number) =>
    muxer.write({ ...sound.units[0], track: 1, config: sound.config, pts: dts, dts });
  const tablesIn = (bytes: Uint8Array | Malformed) =>
    !isMalformed(bytes) && bytes[1] === 0x40 && bytes[2] === 0;
  assert.ok(!tablesIn(later(50_001)));
  muxer.restart();
  assert.ok(tablesIn(later(51_921)));
  assert.ok(!tablesIn(later(53_841)));
  assert.ok(tablesIn(later(51_921 + 45_000)));
});

Deno.test("MPEG-TS: a time that goes back is refused, one that stands is not, and far back it begins anew", () => {
  const [{ units: [unit], config }] = trackCases, muxer = muxerOf(trackCases);
  const write = (dts: number) =>
    !isMalformed(muxer.write({ ...unit, track: 0, config, pts: dts, dts }));
  assert.deepEqual([2e6, 2e6, 2e6, 2e6 - 3600, 2e6 + 3600, 0].map(write), [
    ...[true, true, true, false, true, true],
  ]);
});

Deno.test("MPEG-TS: parameter sets of the config come before a key frame that has none", () => {
  const [{ units: [unit], config }] = trackCases, muxer = muxerOf(trackCases);
  const written = muxer.write({ ...unit, payload: unit.payload.slice(2), track: 0, config });
  assert.ok(!isMalformed(written));
  const [, found] = demux(written);
  assert.deepEqual((found as TsUnit).payload.map(toHex), unit.payload.map(toHex));
});
