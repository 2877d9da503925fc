import assert from "node:assert/strict";
import { FaultLog } from "core/mod.ts";
import { decodeMuLaw } from "media/codecs/g711/decode.ts";
import { payloadType, sequence, ssrc, timestamp } from "media/rtp/packet.ts";
import { type Clip, CLIPS, tracksOf } from "../../../test/streams/clips.ts";
import { FramePublisher, Stage } from "../../../test/streams/stage.ts";
import { arena, type Slot } from "../peer/arena.ts";
import type { Peer } from "../peer/peer.ts";
import { TrackSender } from "./track_sender.ts";

const VIDEO: Clip = {
  ...CLIPS.h264,
  units: CLIPS.h264.units.map((unit) => ({ ...unit, pts: unit.dts })),
};

/** A peer that keeps what it is sent, unencrypted. */
class FakePeer {
  readonly packets: Uint8Array[] = [];
  readonly reports: Uint8Array[] = [];
  /** Packets that the next flush has no room for. */
  dropped = 0;

  get slot(): Slot {
    return arena.slots[0];
  }

  fits(): boolean {
    return true;
  }

  push({ packet }: Slot, size: number): void {
    this.packets.push(packet.slice(0, size));
  }

  flush(): number {
    const { dropped } = this;
    this.dropped = 0;
    return dropped;
  }

  sendRtcp(packet: Uint8Array): void {
    this.reports.push(packet);
  }
}

function scene(clip = VIDEO) {
  const stage = new Stage(tracksOf([clip], false)), peer = new FakePeer();
  const publisher = new FramePublisher(stage, [clip]), failed: string[] = [];
  const sender = new TrackSender(stage.stream.lanes[0], {
    peer: peer as unknown as Peer,
    clock: stage.clock,
    faults: new FaultLog(stage.log.log, stage.clock),
    failed: (reason) => void failed.push(reason),
    payloadType: 123,
  });
  let turn = 0;
  const play = (count: number) => {
    for (let i = 0; i < count; i++) {
      const unit = clip.units[turn % clip.units.length];
      stage.clock.advance(40);
      const behind = 3600 * turn++ - unit.dts;
      publisher.write(0, { ...unit, dts: unit.dts + behind, pts: unit.pts + behind });
    }
  };
  sender.start((lane, rendition) => stage.stream.senderReport(lane, rendition));
  return { stage, peer, sender, play, failed };
}

Deno.test("packets are numbered from below 2^15 on, in the peer's format", () => {
  const { stage, peer, sender, play } = scene();
  play(40);
  const numbers = peer.packets.map((packet) => sequence(packet, 0));
  assert.ok(numbers[0] < 0x4000, `${numbers[0]}`);
  assert.deepEqual(numbers, numbers.map((_, i) => numbers[0] + i));
  for (const packet of peer.packets) {
    assert.deepEqual([packet[0], payloadType(packet, 0)], [0x80, 123]);
    assert.equal(ssrc(packet, 0), stage.stream.lanes[0].ssrc);
    assert.ok(packet.length <= 1200);
  }
  assert.ok(peer.reports.length > 0);
  sender.stop();
});

Deno.test("what is asked for again is the same packet, once in a while", () => {
  const { stage, peer, sender, play } = scene();
  play(20);
  const [first, second] = peer.packets, sent = peer.packets.length;
  for (const packet of [first, second, first]) sender.resend(sequence(packet, 0));
  assert.deepEqual(peer.packets.slice(sent), [first, second]);
  stage.clock.advance(100);
  sender.resend(sequence(first, 0));
  sender.resend(sequence(first, 0) - 1 & 0xffff);
  assert.deepEqual(peer.packets.slice(sent), [first, second, first]);
  sender.stop();
});

Deno.test("viewers begin with a key frame, and after a loss go on with one", () => {
  const { stage, peer, sender, play } = scene();
  play(3);
  const seen = new Set(peer.packets.map((packet) => timestamp(packet, 0)));
  assert.equal(seen.size, 3);
  peer.dropped = 1;
  play(1);
  const before = peer.packets.length;
  play(3);
  assert.equal(peer.packets.length, before, "no key frame yet");
  play(VIDEO.units.length);
  assert.ok(peer.packets.length > before);
  assert.equal(sender.discarded, 1);
  stage.clock.advance(2000);
  assert.ok(stage.log.lines.some((line) => /too slow/.test(line)), stage.log.lines.join());
  sender.stop();
});

Deno.test("pictures in another order than they are shown are told, and not sent", () => {
  const { failed, sender, play } = scene(CLIPS.h264);
  play(CLIPS.h264.units.length / 2);
  assert.deepEqual(failed, [], "one step back may be a clock");
  play(2 * CLIPS.h264.units.length);
  assert.deepEqual([...new Set(failed)], ["WebRTC doesn't support H264 streams with B-frames"]);
  sender.stop();
});

Deno.test("G711 at rates that browsers do not know is sent as its samples", () => {
  const config = { codec: "G711", muLaw: true, sampleRate: 16000, channels: 1 } as const;
  const payload = [new Uint8Array(1500).map((_, i) => i)];
  const units = [{ pts: 0, dts: 0, randomAccess: true, payload }];
  const { peer, sender, play } = scene({ kind: "audio", clockRate: 16000, config, units });
  play(1);
  const sizes = peer.packets.map((packet) => packet.length - 12);
  assert.equal(sizes.reduce((sum, size) => sum + size), 3000);
  assert.ok(sizes.every((size) => size <= 1188 && size % 2 === 0), `${sizes}`);
  assert.deepEqual(peer.packets[0].slice(12, 16), decodeMuLaw(Uint8Array.of(0, 1)));
  sender.stop();
});
