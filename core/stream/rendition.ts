import { Malformed } from "media/malformed.ts";
import { GAP, type RtpBatch } from "media/rtp/batch.ts";
import { FIXED_HEADER } from "media/rtp/packet.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Packer } from "core/stream/packer.ts";
import type { Retimer } from "core/stream/retimer.ts";

/** Somebody who is handed packets. Called in the publisher's turn: neither waits nor throws. */
export interface PacketReader {
  write(batch: RtpBatch): void;
  /** A sender report (RTCP) of the same track. */
  report(rtcp: Uint8Array<ArrayBuffer>): void;
}

/** What readers of packets want of them. */
export interface Form {
  /** Bytes behind the RTP header that they can be sent. */
  readonly payloadMax: number;
  /** Parameter sets go before each key frame, also where the publisher announced them once and for all. */
  readonly inBandParameters?: boolean;
  /** The timestamps of sound follow from its samples, without the publisher's jitter. */
  readonly retimeAudio?: boolean;
}

/** One form of a track's packets, shared by the readers who want it: passed through, or packed anew to fit. */
export class Rendition {
  /** Bytes of the packets that were handed out, once for each reader. */
  outboundBytes = 0;
  /** RTP packets and payload bytes so far, for sender reports. */
  packets = 0;
  octets = 0;
  #readers: readonly PacketReader[] = [];
  #packer: Packer | undefined;
  #retimer: Retimer | undefined;

  constructor(readonly form: Form) {}

  /** Whether it needs access units rather than the publisher's packets. */
  get packing(): boolean {
    return this.#packer !== undefined;
  }

  /** The sequence number of the next packet it packs; undefined while it passes the publisher's through. */
  get nextSequence(): number | undefined {
    return this.#packer?.sequence;
  }

  get used(): boolean {
    return this.#readers.length > 0;
  }

  /** A copy on each change, so that a reader may leave while a batch is handed out. */
  add(reader: PacketReader): void {
    this.#readers = [...this.#readers, reader];
  }

  remove(reader: PacketReader): void {
    this.#readers = this.#readers.filter((r) => r !== reader);
  }

  /** From now on packs units itself; `retimer` where it makes the timestamps, too. */
  pack(packer: Packer, retimer?: Retimer): void {
    this.#packer = packer;
    this.#retimer = retimer;
  }

  /** The largest packet of the batch does not fit its readers. */
  tooSmallFor(batch: RtpBatch): boolean {
    for (const size of batch.sizes) if (size > this.form.payloadMax + FIXED_HEADER) return true;
    return false;
  }

  write(batch: RtpBatch): void {
    const count = batch.sizes.length, bytes = batch.bytes.length - GAP * count;
    this.packets += count;
    this.octets += bytes - FIXED_HEADER * count;
    this.outboundBytes += bytes * this.#readers.length;
    for (const reader of this.#readers) reader.write(batch);
  }

  /** Packs the unit, whose RTP timestamp is `timestamp`, and hands it out. */
  writeUnit(unit: AccessUnit, timestamp: number): Malformed | undefined {
    const batches = this.#packer!.pack(unit, this.#retimer?.at(unit, timestamp) ?? timestamp);
    if (batches instanceof Malformed) return batches;
    for (const batch of batches) this.write(batch);
    return undefined;
  }

  report(rtcp: Uint8Array<ArrayBuffer>): void {
    for (const reader of this.#readers) reader.report(rtcp);
  }
}
