import type { RtpBatch } from "media/rtp/batch.ts";
import { writeFormat } from "media/rtp/format.ts";
import type { RtpFormat, Track, TrackConfig } from "media/track.ts";
import type { PacketReader } from "core/stream/stream.ts";

const FIRST_DYNAMIC = 96;
const MAX_DON_DIFF = "sprop-max-don-diff";

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

  /** How the track is announced and sent to packet readers, with the parameter sets of now. */
  get rtp(): RtpFormat {
    const { rtp } = this.track;
    if (!rtp) return writeFormat(this.config, FIRST_DYNAMIC + this.track.id);
    if (this.config.codec !== "H264" && this.config.codec !== "H265") return rtp;
    const written = writeFormat(this.config, rtp.payloadType);
    const interleaving = rtp.fmtp.get(MAX_DON_DIFF);
    if (interleaving === undefined) return written;
    return { ...written, fmtp: new Map([...written.fmtp, [MAX_DON_DIFF, interleaving]]) };
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
