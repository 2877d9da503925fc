import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { noise } from "media/rtp/damage_cases.ts";
import type { TrackConfig } from "media/track.ts";
import { trackCases } from "../mpegts_cases.ts";
import { parsePacket } from "../read/packet.ts";
import { canCarry, TsMuxer, type TsSource } from "./muxer.ts";

const H264 = trackCases[0].config, AAC = trackCases.find(({ name }) => name === "AAC")!.config;
const TRACKS: readonly TsSource[] = [
  { id: 3, config: H264, clockRate: 90000 },
  { id: 7, config: AAC, clockRate: 48000 },
];

/** Twenty seconds: pictures of all sizes, 25 a second, a key frame every two seconds; sound beside them. */
function packets(tracks: readonly TsSource[]): Uint8Array {
  const muxer = new TsMuxer(tracks), parts: Uint8Array[] = [];
  for (let i = 0; i < 20 * 25; i++) {
    for (const { id, config, clockRate } of tracks) {
      const dts = Math.round(i * clockRate / 25), payload = [noise(1 + i * 7 % 600, i)];
      const randomAccess = config.codec !== "H264" || i % 50 === 0;
      const written = muxer.write({ track: id, config, pts: dts, dts, randomAccess, payload });
      assert.ok(!isMalformed(written));
      parts.push(written);
    }
  }
  return concat(parts);
}

function* each(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 188) yield bytes.subarray(at, at + 188);
}

/** The PCR of a packet in milliseconds. */
function pcrOf(packet: Uint8Array): number | undefined {
  if ((packet[3] & 0x20) === 0 || packet[4] === 0 || (packet[5] & 0x10) === 0) return undefined;
  return new DataView(packet.buffer, packet.byteOffset).getUint32(6) * 2 / 90;
}

for (const tracks of [TRACKS, TRACKS.slice(1), TRACKS.slice(0, 1)]) {
  const name = tracks.map(({ config }) => config.codec).join(", ");

  Deno.test(`MPEG-TS muxer: counters go on without a gap (${name})`, () => {
    const counters = new Map<number, number>();
    for (const bytes of each(packets(tracks))) {
      assert.equal(bytes[0], 0x47);
      const packet = parsePacket(bytes, 0);
      assert.ok(!isMalformed(packet));
      if (!packet) continue;
      const before = counters.get(packet.pid);
      if (before !== undefined) assert.equal(packet.continuity, before + 1 & 15);
      counters.set(packet.pid, packet.continuity);
    }
    assert.deepEqual([...counters.keys()].length, 2 + tracks.length);
  });

  Deno.test(`MPEG-TS muxer: clock and tables come as often as they should (${name})`, () => {
    let clock: number | undefined, tables: number | undefined;
    for (const bytes of each(packets(tracks))) {
      const pcr = pcrOf(bytes), pat = (bytes[1] & 0x1f) === 0 && bytes[2] === 0;
      if (pcr !== undefined && clock !== undefined) {
        assert.ok(pcr > clock && pcr - clock <= 100, `${clock} ms, then ${pcr} ms`);
      }
      clock = pcr ?? clock;
      if (!pat) continue;
      if (tables !== undefined) {
        assert.ok(clock! - tables <= 540, `tables after ${clock! - tables} ms`);
      }
      tables = clock ?? 800;
    }
    assert.ok(tables! > 20_000);
  });
}

Deno.test("MPEG-TS muxer: another layout of channels is another version of the map", () => {
  const opus = (channels: number): TrackConfig => ({ codec: "Opus", channels });
  const muxer = new TsMuxer([{ id: 0, config: opus(1), clockRate: 48000 }]);
  const versions = [1, 1, 2].map((channels, i) => {
    muxer.restart();
    const times = { pts: 960 * i, dts: 960 * i };
    const unit = { track: 0, config: opus(channels), randomAccess: true, payload: [noise(5)] };
    const written = muxer.write({ ...unit, ...times });
    assert.ok(!isMalformed(written));
    return written[188 + 4 + 1 + 5] >> 1 & 31;
  });
  assert.deepEqual(versions, [0, 0, 1]);
});

Deno.test("MPEG-TS muxer: what it cannot carry is told of", () => {
  const vp8: TrackConfig = { codec: "VP8" };
  assert.ok(!canCarry(vp8) && canCarry(H264));
  const muxer = new TsMuxer([...TRACKS, { id: 9, config: vp8, clockRate: 90000 }]);
  const unit = { pts: 0, dts: 0, randomAccess: true, payload: [noise(9)] };
  for (const [track, config] of [[9, vp8], [3, vp8], [4, H264]] as const) {
    assert.ok(isMalformed(muxer.write({ ...unit, track, config })));
  }
  const long = muxer.write({ ...unit, track: 7, config: AAC, payload: [noise(9000)] });
  assert.ok(isMalformed(long));
});
