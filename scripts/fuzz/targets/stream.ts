import { isMalformed } from "media/malformed.ts";
import { describe, readAnnouncement } from "../../../plugins/rtsp/description.ts";
import { PacketFeed } from "core/stream/feed.ts";
import { Stage } from "../../../test/streams/stage.ts";
import type { Input, Target } from "../target.ts";
import { captures } from "./captures.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

/** What a publisher of a capture announces. */
function announcement({ kind, rtpmap, fmtp }: typeof captures[number]): string {
  return `v=0\r\nm=${kind} 0 RTP/AVP 96\r\na=rtpmap:96 ${rtpmap}\r\n` +
    (fmtp === "" ? "" : `a=fmtp:96 ${fmtp}\r\n`);
}

/** A publisher's description and packets, through the stream to a reader of packets, one of small ones, and one of units. */
function publish([sdp, ...packets]: Input): void {
  const announced = readAnnouncement(decoder.decode(sdp));
  if (isMalformed(announced)) return;
  const stage = new Stage(announced.tracks), { stream, clock } = stage;
  stream.lanes.forEach((_, track) => {
    stage.packets(track, 65535);
    stage.packets(track, 600);
    stage.units(track);
  });
  const feed = new PacketFeed(stream, clock, { lost() {}, malformed() {} });
  packets.forEach((packet, i) => {
    const track = i % stream.lanes.length, bytes = new Uint8Array(4 + packet.length);
    bytes.set(packet, 4);
    feed.packet(track, bytes, 4, bytes.length);
    feed.pause();
    clock.advance(1 + i % 7);
  });
  feed.close();
  describe(stream);
}

export const stream: readonly Target[] = [{
  name: "stream",
  seeds: captures.map((capture) => [
    encoder.encode(announcement(capture)),
    ...capture.packets.slice(0, 24),
  ]),
  words: ["\r\n", "m=audio 0 RTP/AVP 0\r\n", "a=rtpmap:96 H264/90000\r\n", "a=fmtp:96 ", "1", "0"],
  run: publish,
}];
