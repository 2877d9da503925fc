import type { RtpBatch } from "media/rtp/batch.ts";
import type { Track } from "media/track.ts";
import { StreamClock } from "core/stream/clock.ts";
import { Lane } from "core/stream/lane.ts";

/** Somebody who is handed batches of RTP packets. Called in the publisher's turn: neither waits nor throws. */
export interface PacketReader {
  write(batch: RtpBatch): void;
}

/** What went through a stream so far. */
export interface StreamCounters {
  inboundBytes: number;
  inboundPackets: number;
  packetsLost: number;
  decodeErrors: number;
}

/** What a publisher gives and readers take: one lane a track, all on one clock. It outlives its feed. */
export class Stream {
  readonly lanes: readonly Lane[];
  readonly clock: StreamClock;
  readonly counters: StreamCounters = {
    inboundBytes: 0,
    inboundPackets: 0,
    packetsLost: 0,
    decodeErrors: 0,
  };
  /** Number of the feed that writes now. */
  epoch = 0;

  /** `title`: the publisher's name for it, may be empty. `random32` gives the SSRC of each track. */
  constructor(readonly tracks: readonly Track[], readonly title: string, random32: () => number) {
    this.lanes = tracks.map((track) => new Lane(track, random32()));
    this.clock = new StreamClock(tracks.map((track) => track.clockRate));
  }

  /** Hands `reader` every batch of the track from the next one on; returns the undo. */
  addPacketReader(track: number, reader: PacketReader): () => void {
    return this.lanes[track].addPacketReader(reader);
  }
}
