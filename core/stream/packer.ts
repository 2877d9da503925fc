import { Malformed } from "media/malformed.ts";
import { withParameterSets } from "media/parameter_sets.ts";
import { GAP, PacketRun, type RtpBatch } from "media/rtp/batch.ts";
import { FIXED_HEADER, writeHeader } from "media/rtp/packet.ts";
import type { PackedPayload, Packetizer } from "media/rtp/payload/payload.ts";
import type { AccessUnit } from "media/unit.ts";

/** As in the feed's batches: none is longer, so that no queue is handed too much at once. */
const BATCH_BYTES = 48 * 1024;

/** What the packets of one lane are marked with. */
export interface Marks {
  readonly ssrc: number;
  readonly payloadType: number;
  /** The interleaved channel to write into the gaps. */
  readonly channel: number;
}

/** Makes RTP packets of access units, for readers of packets where there are none or where they are too big. */
export class Packer {
  /** `payloadMax`: bytes behind the RTP header. `sequence`: number of the next packet. */
  constructor(
    private readonly packetizer: Packetizer,
    private readonly marks: Marks,
    private readonly payloadMax: number,
    public sequence: number,
  ) {}

  /** The packets of one unit, in batches; `timestamp` is the RTP timestamp (u32) of its `pts`. */
  pack(unit: AccessUnit, timestamp: number): RtpBatch[] | Malformed {
    const payload = unit.randomAccess ? withParameterSets(unit.payload, unit.config) : unit.payload;
    const packed = this.packetizer.pack(payload, this.payloadMax);
    if (packed instanceof Malformed) return packed;
    const batches: RtpBatch[] = [];
    for (let from = 0; from < packed.length;) {
      const to = endOfBatch(packed, from);
      batches.push(this.#batch(unit, packed, from, to, timestamp));
      from = to;
    }
    return batches;
  }

  #batch(
    unit: AccessUnit,
    packed: readonly PackedPayload[],
    from: number,
    to: number,
    unitTimestamp: number,
  ): RtpBatch {
    const { timestampOffset } = packed[from];
    const timestamp = (unitTimestamp + timestampOffset) >>> 0;
    const start = from === 0 || timestampOffset !== packed[from - 1].timestampOffset;
    const block = this.#block(packed.slice(from, to), timestamp);
    return {
      ...block,
      track: unit.track,
      timestamp,
      pts: unit.pts + timestampOffset,
      ntp: unit.ntp,
      start,
      end: to === packed.length || packed[to].timestampOffset !== timestampOffset,
      randomAccess: start && unit.randomAccess,
      config: unit.config,
      epoch: unit.epoch,
    };
  }

  #block(packed: readonly PackedPayload[], timestamp: number) {
    const { ssrc, payloadType, channel } = this.marks;
    const run = new PacketRun();
    const bytes = new Uint8Array(
      packed.reduce((sum, p) => sum + GAP + FIXED_HEADER + sizeOf(p), 0),
    );
    let at = 0;
    for (const { parts, marker } of packed) {
      const start = at += GAP;
      writeHeader(bytes, start, payloadType, marker, this.sequence, timestamp, ssrc);
      this.sequence = (this.sequence + 1) & 0xffff;
      at += FIXED_HEADER;
      for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
      }
      run.push(bytes, start, at);
    }
    return run.take(channel);
  }
}

function sizeOf(payload: PackedPayload): number {
  let size = 0;
  for (const part of payload.parts) size += part.length;
  return size;
}

/** The first packet that does not belong into the batch that begins at `from`. */
function endOfBatch(packed: readonly PackedPayload[], from: number): number {
  let bytes = 0, to = from;
  for (; to < packed.length; to++) {
    bytes += GAP + FIXED_HEADER + sizeOf(packed[to]);
    if (to > from && bytes > BATCH_BYTES) break;
    if (packed[to].timestampOffset !== packed[from].timestampOffset) break;
  }
  return to;
}
