import type { RtpBatch } from "media/rtp/batch.ts";
import { writeFormat } from "media/rtp/format.ts";
import { FIXED_HEADER, sequence } from "media/rtp/packet.ts";
import { hasDecodingOrder, packetizerFor } from "media/rtp/payload/registry.ts";
import type { RtpFormat, Track, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { StreamClock } from "core/stream/clock.ts";
import { Gate } from "core/stream/gate.ts";
import { Packer } from "core/stream/packer.ts";
import { type Form, Rendition } from "core/stream/rendition.ts";
import { Retimer } from "core/stream/retimer.ts";
import { Unpacker } from "core/stream/unpacker.ts";

/** Somebody who is handed access units. Called in the publisher's turn: neither waits nor throws. */
export interface FrameReader {
  write(unit: AccessUnit): void;
}

/** What a lane needs of its stream. */
export interface LaneSurroundings {
  readonly clock: StreamClock;
  /** Monotonic milliseconds. */
  now(): number;
  random32(): number;
  /** A packet or unit that breaks its format. */
  malformed(reason: string): void;
  /** The publisher's packets are too big for some readers: told once. */
  tooBig(size: number, most: number): void;
}

const FIRST_DYNAMIC = 96;

/**
 * One track within a stream. What its publisher writes, packets or access units, is handed to readers of both; one
 * is made of the other only while somebody reads it.
 */
export class Lane {
  /** Replaced, never changed, when parameter sets change. */
  config: TrackConfig;
  readonly ssrc: number;
  readonly #renditions = new Map<string, Rendition>();
  /** Whether frame readers can be served: not for codecs that are only passed through. */
  readonly hasUnits: boolean;
  /** Whether packet readers can be served: not where units have no RTP payload. */
  readonly hasPackets: boolean;
  /** Runs only while somebody reads units: one that paused would not know what it missed. */
  #unpacker: Unpacker | undefined;
  #frameReaders: readonly { readonly reader: FrameReader; readonly gate: Gate }[] = [];
  #nextSequence: number;
  #largest = 0;
  /** Bytes of the units that were handed out, once for each reader. */
  #unitBytes = 0;

  /** Whether readers can be sent the publisher's packets: ones with decoding order numbers are made plain for all. */
  readonly #passes: boolean;

  constructor(readonly track: Track, private readonly around: LaneSurroundings) {
    this.#passes = track.rtp !== undefined && !hasDecodingOrder(track.rtp);
    this.config = track.config;
    this.ssrc = around.random32();
    this.#nextSequence = around.random32() & 0xffff;
    this.hasPackets = track.rtp !== undefined || packetizerFor(track.config) !== undefined;
    this.hasUnits = !track.rtp || this.#createUnpacker() !== undefined;
  }

  /** How the track is announced and sent to packet readers, with the parameter sets of now. */
  get rtp(): RtpFormat {
    const { rtp } = this.track;
    if (!rtp) return writeFormat(this.config, FIRST_DYNAMIC + this.track.id);
    if (this.config.codec !== "H264" && this.config.codec !== "H265") return rtp;
    return writeFormat(this.config, rtp.payloadType);
  }

  /** Its packets as some readers want them, the same for all who want the same. */
  rendition(wanted: Form): Rendition {
    const form = formOf(this.track, wanted), key = JSON.stringify(form);
    let rendition = this.#renditions.get(key);
    if (!rendition) {
      this.#renditions.set(key, rendition = new Rendition(form));
      const made = !this.#passes || form.inBandParameters || form.retimeAudio;
      if (made || this.#tooBigFor(rendition)) this.#startPacking(rendition, this.#nextSequence);
    }
    return rendition;
  }

  /** The sequence number of the next packet of a rendition. */
  nextSequence(rendition: Rendition): number {
    return rendition.nextSequence ?? this.#nextSequence;
  }

  /** Bytes that were handed to readers so far, of packets and of units. */
  get outboundBytes(): number {
    let bytes = this.#unitBytes;
    for (const rendition of this.#renditions.values()) bytes += rendition.outboundBytes;
    return bytes;
  }

  /** Hands `reader` units from the next random access on; returns the undo. */
  addFrameReader(reader: FrameReader): () => void {
    const gate = new Gate(this.track.kind === "video" ? this.around.now() : undefined);
    const entry = { reader, gate };
    this.#frameReaders = [...this.#frameReaders, entry];
    return () => {
      this.#frameReaders = this.#frameReaders.filter((e) => e !== entry);
    };
  }

  /** Takes the publisher's packets. */
  writeBatch(batch: RtpBatch): void {
    this.config = batch.config;
    this.#count(batch);
    const first = sequence(batch.bytes, batch.offsets[0]);
    let units = this.#frameReaders.length > 0;
    for (const rendition of this.#renditions.values()) {
      if (!rendition.used) continue;
      if (!rendition.packing && rendition.tooSmallFor(batch)) this.#startPacking(rendition, first);
      if (rendition.packing) units = true;
      else rendition.write(batch);
    }
    if (!units) this.#unpacker = undefined;
    else (this.#unpacker ??= this.#createUnpacker())?.push(batch);
  }

  /** Takes the publisher's unit. */
  writeUnit(unit: AccessUnit): void {
    this.config = unit.config;
    this.#hand(unit);
  }

  /** The renditions that somebody reads now. */
  get usedRenditions(): Rendition[] {
    return [...this.#renditions.values()].filter((rendition) => rendition.used);
  }

  #hand(unit: AccessUnit): void {
    for (const rendition of this.#renditions.values()) {
      if (!rendition.used || !rendition.packing) continue;
      const failed = rendition.writeUnit(unit, this.around.clock.rtp(this.track.id, unit.pts));
      if (failed) this.around.malformed(failed.reason);
    }
    if (this.#frameReaders.length === 0) return;
    const now = this.around.now();
    for (const { reader, gate } of this.#frameReaders) {
      if (!gate.admits(unit, now)) continue;
      for (const part of unit.payload) this.#unitBytes += part.length;
      reader.write(unit);
    }
  }

  #createUnpacker(): Unpacker | undefined {
    return this.track.rtp && Unpacker.for(this.track, this.track.rtp, {
      unit: (unit) => this.#hand(unit),
      malformed: (reason) => this.around.malformed(reason),
    });
  }

  /** `first`: the number of its first packet. */
  #startPacking(rendition: Rendition, first: number): void {
    const packetizer = packetizerFor(this.config, this.track.rtp);
    if (!packetizer || !this.hasUnits) return;
    if (this.#tooBigFor(rendition)) {
      this.around.tooBig(this.#largest - FIXED_HEADER, rendition.form.payloadMax);
    }
    const marks = {
      ssrc: this.ssrc,
      payloadType: this.rtp.payloadType,
      channel: 2 * this.track.media,
    };
    const { payloadMax, retimeAudio } = rendition.form;
    const retimer = retimeAudio ? new Retimer(this.track.clockRate) : undefined;
    rendition.pack(new Packer(packetizer, marks, payloadMax, first), retimer);
  }

  #tooBigFor({ form }: Rendition): boolean {
    return this.#largest > form.payloadMax + FIXED_HEADER;
  }

  #count(batch: RtpBatch): void {
    const last = batch.offsets.length - 1;
    this.#nextSequence = (sequence(batch.bytes, batch.offsets[last]) + 1) & 0xffff;
    for (const size of batch.sizes) if (size > this.#largest) this.#largest = size;
  }
}

/** What is wanted, as far as it means anything for the track. */
function formOf({ config: { codec } }: Track, { payloadMax, ...wanted }: Form): Required<Form> {
  return {
    payloadMax,
    inBandParameters: wanted.inBandParameters === true && (codec === "H264" || codec === "H265"),
    retimeAudio: wanted.retimeAudio === true && (codec === "Opus" || codec === "G711"),
  };
}
