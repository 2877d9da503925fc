import { type FaultLog, PacketFeed, type Stream } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { fromNtp } from "media/rtp/ntp.ts";
import { payloadType, sequence, timestamp, validPacket } from "media/rtp/packet.ts";
import { ReceiverStats } from "media/rtp/report.ts";
import { parseRtcp, type SenderReport } from "media/rtp/rtcp.ts";
import type { Clock } from "net/clock.ts";
import type { Traffic } from "../session/traffic.ts";
import type { OrderedMedia } from "./udp_input.ts";

/** What becomes of media that come in: a publisher's, or a source's. */
export interface MediaInputOptions {
  readonly clock: Clock;
  /** Takes the wall clock from sender reports. */
  readonly absolute: boolean;
  readonly faults: FaultLog;
  /** Counts what comes in. */
  readonly traffic: Traffic;
  /** Whoever sends has shown that it is there. */
  seen(): void;
  /** A sender report of a media section. */
  reported?(media: number, report: SenderReport): void;
}

/** What takes the media of one sender, in order. */
export interface IncomingMedia extends OrderedMedia {
  /** Mean jitter of the tracks, in ticks of their clocks (RFC 3550 §6.4.1). */
  readonly jitter: number;
  close(): void;
}

/** The RTP and RTCP of all media of one sender, in order, on their way into the stream. */
export class MediaInput implements IncomingMedia {
  readonly #feed: PacketFeed;
  readonly #stats: readonly ReceiverStats[];

  constructor(private readonly stream: Stream, private readonly options: MediaInputOptions) {
    this.#feed = new PacketFeed(stream, options.clock, this, options.absolute);
    this.#stats = stream.tracks.map(({ clockRate }) => new ReceiverStats(clockRate));
  }

  /** An RTP packet of a media section. Its bytes belong to the stream from now on. */
  rtp(media: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    if (end - start < 2) return;
    const { traffic } = this.options;
    traffic.inboundRTPPackets++;
    traffic.inboundBytes += end - start;
    const type = payloadType(bytes, start);
    const track = this.stream.tracks.find((t) => t.media === media && t.rtp?.payloadType === type);
    if (!track) return this.malformed(`unknown payload type ${type}`);
    if (validPacket(bytes, start, end)) {
      const { clock } = this.options, stats = this.#stats[track.id];
      stats.receive(sequence(bytes, start), timestamp(bytes, start), clock.now());
    }
    this.#feed.packet(track.id, bytes, start, end);
  }

  get jitter(): number {
    return this.#stats.reduce((sum, { jitter }) => sum + jitter, 0) / this.#stats.length || 0;
  }

  /** Compound RTCP of a media section. */
  rtcp(media: number, bytes: Uint8Array): void {
    const { traffic, faults, reported } = this.options;
    traffic.inboundRTCPPackets++;
    traffic.inboundBytes += bytes.length;
    const packets = parseRtcp(bytes);
    if (packets instanceof Malformed) {
      traffic.inboundRTCPPacketsInError++;
      return faults.malformed(packets.reason);
    }
    for (const packet of packets) {
      if (packet.kind !== "SR") continue;
      reported?.(media, packet);
      for (const track of this.stream.tracks) {
        if (track.media !== media) continue;
        this.#feed.senderReport(track.id, fromNtp(packet.ntp), packet.timestamp);
      }
    }
  }

  /** The end of a datagram, or of what was read at once. */
  readEnded(): void {
    this.#feed.pause();
  }

  seen(): void {
    this.options.seen();
  }

  lost(packets: number): void {
    this.options.traffic.inboundRTPPacketsLost += packets;
    this.options.faults.lost(packets);
  }

  malformed(reason: string): void {
    this.options.traffic.inboundRTPPacketsInError++;
    this.options.faults.malformed(reason);
  }

  close(): void {
    this.#feed.close();
  }
}
