import type { RtpBatch } from "media/rtp/batch.ts";
import type { Track, TrackConfig } from "media/track.ts";
import type { PacketReader } from "core/stream/stream.ts";

/** One track within a stream: its current config, its numbering towards readers, and who reads it. */
export class Lane {
  /** Replaced, never changed, when parameter sets change. */
  config: TrackConfig;
  /** The last sequence number sent; undefined before the first packet. */
  sequence: number | undefined;
  /** RTP packets and payload bytes sent, for sender reports. */
  packets = 0;
  octets = 0;
  #readers: readonly PacketReader[] = [];

  constructor(readonly track: Track, readonly ssrc: number) {
    this.config = track.config;
  }

  /** A copy on each change, so that a reader may leave while a batch is handed out. */
  addPacketReader(reader: PacketReader): () => void {
    this.#readers = [...this.#readers, reader];
    return () => {
      this.#readers = this.#readers.filter((r) => r !== reader);
    };
  }

  write(batch: RtpBatch): void {
    for (const reader of this.#readers) reader.write(batch);
  }
}
