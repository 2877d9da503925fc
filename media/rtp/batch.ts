import type { TrackConfig } from "media/track.ts";

/** Bytes of room before each packet of a batch: an interleaved frame header (RFC 2326 §10.12) stands there. */
export const GAP = 4;

/**
 * RTP packets in one buffer. Packet `i` is `bytes[offsets[i] .. offsets[i] + sizes[i]]`; the `GAP` bytes before it
 * hold `$`, a channel and the packet's length, so that the whole of `bytes` is what an interleaved reader of that
 * channel is sent.
 */
export interface PacketBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly offsets: readonly number[];
  readonly sizes: readonly number[];
  /** The channel in the gaps of `bytes`. */
  readonly channel: number;
  /** What readers made of it and share; filled by `interleaved`. */
  readonly made: Renditions;
}

/**
 * Consecutive packets of one track, of one access unit at most: the value of the packet lane. Shared by reference
 * and never changed once written to a stream.
 */
export interface RtpBatch extends PacketBlock {
  /** `Track.id`. */
  readonly track: number;
  /** RTP timestamp of its packets, as sent. */
  readonly timestamp: number;
  /** Presentation time in ticks of the track's clock, on the stream's origin. */
  readonly pts: number;
  /** Wall clock, milliseconds. */
  readonly ntp: number;
  /** Its first packet begins an access unit. */
  readonly start: boolean;
  /** Its last packet ends an access unit, as the marker says. */
  readonly end: boolean;
  /** It begins an access unit from which decoding can start. Always true for audio. */
  readonly randomAccess: boolean;
  readonly config: TrackConfig;
  readonly epoch: number;
}

/** Serialised forms of one block, each made once, when the first reader asks. */
export interface Renditions {
  channels?: Map<number, Uint8Array<ArrayBuffer>>;
}

/** The interleaved form of a block for a reader's channel: `bytes` itself where the channel is the same. */
export function interleaved(block: PacketBlock, channel: number): Uint8Array<ArrayBuffer> {
  if (channel === block.channel) return block.bytes;
  const channels = block.made.channels ??= new Map();
  let made = channels.get(channel);
  if (!made) {
    made = block.bytes.slice();
    for (const offset of block.offsets) made[offset - 3] = channel;
    channels.set(channel, made);
  }
  return made;
}

/** Packets on their way into a batch: in one buffer with the gaps of interleaving between them, or scattered. */
export class PacketRun {
  buffers: Uint8Array<ArrayBuffer>[] = [];
  starts: number[] = [];
  sizes: number[] = [];
  bytes = 0;
  private contiguous = true;

  get count(): number {
    return this.sizes.length;
  }

  /** Appends the packet `buffer[start .. end]`. */
  push(buffer: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const last = this.sizes.length - 1;
    if (last < 0) this.contiguous = start >= GAP;
    else if (
      this.buffers[last] !== buffer || this.starts[last] + this.sizes[last] + GAP !== start
    ) {
      this.contiguous = false;
    }
    this.buffers.push(buffer);
    this.starts.push(start);
    this.sizes.push(end - start);
    this.bytes += end - start;
  }

  /**
   * Takes the packets out as one block with `offsets`. Where they lie as an interleaved sender wrote them the block
   * is a view of the read buffer; elsewhere they are copied together and `channel` is written into the gaps.
   */
  take(channel: number): PacketBlock {
    const { buffers, starts, sizes, contiguous } = this;
    const total = this.bytes + GAP * sizes.length;
    this.buffers = [], this.starts = [], this.sizes = [], this.bytes = 0;
    if (contiguous) {
      const from = starts[0] - GAP;
      const bytes = buffers[0].subarray(from, from + total);
      const offsets = starts.map((start) => start - from);
      return finish(bytes, offsets, sizes, channel);
    }
    const bytes = new Uint8Array(total), offsets: number[] = [];
    let at = 0;
    for (let i = 0; i < sizes.length; i++) {
      bytes.set(buffers[i].subarray(starts[i], starts[i] + sizes[i]), at += GAP);
      offsets.push(at);
      at += sizes[i];
    }
    return finish(bytes, offsets, sizes, channel);
  }
}

function finish(
  bytes: Uint8Array<ArrayBuffer>,
  offsets: readonly number[],
  sizes: readonly number[],
  channel: number,
): PacketBlock {
  for (let i = 0; i < offsets.length; i++) {
    const at = offsets[i] - GAP;
    bytes[at] = 0x24, bytes[at + 1] = channel;
    bytes[at + 2] = sizes[i] >> 8, bytes[at + 3] = sizes[i] & 0xff;
  }
  return { bytes, offsets, sizes, channel, made: {} };
}
