import assert from "node:assert/strict";
import { concat, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { type TrackCase, trackCases } from "./mpegts_cases.ts";
import type { TsEvent, TsUnit } from "./read/event.ts";
import { TsDemuxer } from "./read/demuxer.ts";
import { TsMuxer, type TsWritten } from "./write/muxer.ts";

function mux(tracks: readonly TrackCase[]): Uint8Array {
  const muxer = new TsMuxer(tracks.map(({ config }, id) => ({ id, config, clockRate: 90000 })));
  const units = tracks.flatMap(({ config, units }, track) =>
    units.map((unit): TsWritten => ({ ...unit, track, config }))
  );
  return concat(units.map((unit) => {
    const written = muxer.write(unit);
    assert.ok(!isMalformed(written));
    assert.equal(written.length % 188, 0);
    return written;
  }));
}

function demux(bytes: Uint8Array, chunk = bytes.length): TsEvent[] {
  const demuxer = new TsDemuxer(), events: TsEvent[] = [];
  for (let at = 0; at < bytes.length; at += chunk) {
    events.push(...demuxer.receive(bytes.subarray(at, at + chunk)));
  }
  return [...events, ...demuxer.flush()];
}

function describe(events: readonly TsEvent[]) {
  const offset = (events.find((event) => "dts" in event) as TsUnit | undefined)?.dts ?? 0;
  return events.map((event) => {
    if (isMalformed(event)) return event.reason;
    if (event.type === "tracks") return event.tracks;
    if (event.type !== "unit") return event;
    const { track, pts, dts, randomAccess, payload } = event;
    const place = { track, pts: pts - offset, dts: dts - offset };
    return { ...place, randomAccess, payload: payload.map(toHex) };
  });
}

Deno.test("MPEG-TS: what was written is read", () => {
  for (const { name, config, units } of trackCases) {
    const expected = units.map(({ payload, ...rest }) => ({
      ...{ track: 0, pts: rest.pts, dts: rest.dts, randomAccess: rest.randomAccess },
      payload: payload.map(toHex),
    }));
    const [tracks, ...rest] = demux(mux([{ name, config, units }]));
    assert.ok("tracks" in tracks, name);
    assert.deepEqual(tracks.tracks.map((track) => track.config), [config], name);
    assert.deepEqual(describe(rest), expected, name);
  }
});

Deno.test("MPEG-TS: in pieces of any size", () => {
  const bytes = mux(trackCases), whole = describe(demux(bytes));
  for (const size of [1, 7, 100, 187, 188, 189, 1000, 1316]) {
    assert.deepEqual(describe(demux(bytes, size)), whole, `${size}`);
  }
});
