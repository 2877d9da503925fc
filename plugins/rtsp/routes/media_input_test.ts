import assert from "node:assert/strict";
import { FaultLog } from "core/mod.ts";
import { CLIPS, tracksOf } from "../../../test/streams/clips.ts";
import { PacketPublisher, Stage } from "../../../test/streams/stage.ts";
import { noTraffic } from "../session/traffic.ts";
import { MediaInput } from "./media_input.ts";

/** Sends packets that were `due` at these milliseconds, each later by its part of `late`; what is known then. */
function send(due: readonly number[], late: readonly number[]) {
  const clips = [CLIPS.opus], stage = new Stage(tracksOf(clips, true)), traffic = noTraffic();
  const { clock } = stage, sender = new PacketPublisher(stage, clips);
  const faults = new FaultLog(stage.log.log, clock);
  const input = new MediaInput(stage.stream, {
    clock,
    absolute: false,
    faults,
    traffic,
    seen() {},
  });
  due.forEach((at, i) => {
    clock.advance(at + late[i] - clock.now());
    const [packet] = sender.pack(0, { ...CLIPS.opus.units[0], pts: 48 * at });
    input.rtp(0, packet, 0, packet.length);
  });
  const { jitter } = input;
  input.close(), sender.feed.close(), faults.close();
  return { jitter, traffic };
}

Deno.test("media input: jitter is nothing where packets come when they are due", () => {
  assert.equal(send([0, 20, 40, 60], [0, 0, 0, 0]).jitter, 0);
});

Deno.test("media input: jitter follows the differences of transit times (RFC 3550 A.8)", () => {
  const { jitter, traffic } = send([0, 20, 40], [0, 10, 10]);
  const first = 480 / 16;
  assert.equal(jitter, first - first / 16);
  assert.equal(traffic.inboundRTPPackets, 3);
});
