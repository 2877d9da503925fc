import assert from "node:assert/strict";
import { MpegtsInput } from "core/frames/mpegts_input.ts";
import { FaultLog } from "core/stream/faults.ts";
import { isMalformed } from "media/malformed.ts";
import { TsMuxer } from "media/mpegts/write/muxer.ts";
import { withParameterSets } from "media/parameter_sets.ts";
import type { Track } from "media/track.ts";
import { FakeClock } from "../../test/fake_clock.ts";
import { LogLines } from "../../test/log_lines.ts";
import { type Clip, CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { Stage, type UnitLog } from "../../test/streams/stage.ts";

/** A publisher, and readers of every track of what it publishes. */
class Scene {
  readonly clock = new FakeClock();
  readonly log = new LogLines();
  tracks: readonly Track[] = [];
  units: UnitLog[] = [];
  stage: Stage | undefined;
  readonly input = new MpegtsInput({
    clock: this.clock,
    log: this.log.log,
    faults: new FaultLog(this.log.log, this.clock),
    publish: (tracks) => {
      this.tracks = tracks;
      const stage = this.stage = new Stage(tracks);
      this.units = tracks.map((_, track) => stage.units(track));
      return stage.stream;
    },
  });

  send(packets: readonly Uint8Array[]): void {
    for (const bytes of packets) {
      this.input.receive(bytes);
      this.clock.advance(10);
    }
  }

  /** Presentation times of a track in milliseconds, ascending. */
  times(track: number): number[] {
    const { clockRate } = this.tracks![track];
    return this.units[track].units.map(({ pts }) => pts * 1000 / clockRate).sort((a, b) => a - b);
  }
}

/** Milliseconds of the pictures of a clip. */
const ROUND = 560;

/** The clips one after the other, unit by unit in the order of decoding, written by one muxer. */
function packetsOf(clips: readonly Clip[], rounds = 1): Uint8Array<ArrayBuffer>[] {
  const muxer = new TsMuxer(tracksOf(clips, false));
  const length = (clip: Clip) => ROUND * clip.clockRate / 1000;
  const units = clips.flatMap((clip, track) =>
    Array.from({ length: rounds }, (_, round) => round * length(clip)).flatMap((from) =>
      clip.units.map((unit) => ({
        ...unit,
        ...{ track, config: clip.config, pts: unit.pts + from, dts: unit.dts + from },
        time: (unit.dts + from) / clip.clockRate,
      }))
    )
  );
  return units.sort((a, b) => a.time - b.time).map((unit) => {
    const written = muxer.write(unit);
    if (isMalformed(written)) throw new Error(written.reason);
    return written;
  });
}

const clips = [CLIPS.h264, CLIPS.aac];

Deno.test("MPEG-TS input: tracks with the clocks of their codecs, and every unit", () => {
  const scene = new Scene();
  scene.send(packetsOf(clips));
  assert.deepEqual(scene.tracks[0].config, CLIPS.h264.config);
  assert.equal(scene.tracks[1].config.codec, "MPEG-4 Audio");
  assert.deepEqual(scene.tracks.map((track) => track.clockRate), clips.map((c) => c.clockRate));
  for (const [i, { units }] of scene.units.entries()) {
    const { config } = clips[i];
    const expected = clips[i].units.map(({ payload, randomAccess }) =>
      (randomAccess ? withParameterSets(payload, config) : payload).map((part) => part.toHex())
    );
    assert.deepEqual(units.map(({ payload }) => payload.map((part) => part.toHex())), expected);
    const from = clips[i].units[0].dts - units[0].dts;
    const shifted = units.map(({ pts, dts }) => ({ pts: pts + from, dts: dts + from }));
    assert.deepEqual(shifted, clips[i].units.map(({ pts, dts }) => ({ pts, dts })));
  }
  assert.deepEqual(scene.log.lines, []);
});

Deno.test("MPEG-TS input: another sender's time goes on where the first one's was", () => {
  const scene = new Scene(), packets = packetsOf(clips, 4);
  scene.send(packets);
  scene.send(packets);
  for (const track of [0, 1]) {
    const times = scene.times(track);
    for (let i = 1; i < times.length; i++) assert.ok(times[i] - times[i - 1] < 250, `${times[i]}`);
  }
  assert.ok(scene.log.lines.some((line) => line.includes("timestamps have jumped")));
});

Deno.test("MPEG-TS input: what is missing is counted, and the rest goes on", () => {
  const scene = new Scene(), packets = packetsOf(clips, 4);
  const damaged = packets.findIndex(({ length }, i) => i > 30 && length > 4 * 188);
  const cut = packets.flatMap((bytes, i) =>
    i === damaged ? [bytes.subarray(0, -376), bytes.subarray(-188)] : [bytes]
  );
  scene.send(cut);
  assert.ok(scene.stage!.stream.counters.packetsLost > 0);
  assert.ok(scene.stage!.stream.counters.inboundBytes > 1000);
  const read = scene.units.reduce((sum, { units }) => sum + units.length, 0);
  assert.ok(read < packets.length && read >= packets.length - 2, `${read} of ${packets.length}`);
});

Deno.test("MPEG-TS input: other tracks end the publisher", () => {
  const scene = new Scene();
  scene.send(packetsOf(clips, 4));
  const other = packetsOf([CLIPS.h265, CLIPS.aac], 4);
  assert.throws(() => scene.send(other), /the tracks of the programme have changed/);
});
