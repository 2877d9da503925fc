import { payloadEnd, payloadStart, payloadType, sequence, timestamp } from "media/rtp/packet.ts";
import { writeU16 } from "media/bytes.ts";
import { isStereo } from "media/codecs/opus/packet.ts";
import { ReorderBuffer } from "media/rtp/reorder.ts";
import { ReceiverStats } from "media/rtp/report.ts";
import type { RtcpPacket, SenderReport } from "media/rtp/rtcp.ts";
import type { Track } from "media/track.ts";
import { readFormatOf } from "../wire/codecs.ts";
import { nackOf, pliOf } from "../wire/feedback.ts";
import type { Announced } from "../wire/negotiate.ts";
import { Losses } from "./losses.ts";

/** Packets that may wait for a missing one, and for how many milliseconds: so that it can be asked for and come. */
const REORDER_PACKETS = 1024, REORDER_HOLD = 200;
const FIXED_HEADER = 12;

type Bytes = Uint8Array<ArrayBuffer>;

/** One track of a publisher: put in order, asked for again where it is missing, reported on. */
export class TrackInput {
  /** Its place in the stream; undefined while there is none. */
  track: Track | undefined;
  readonly #order = new ReorderBuffer(REORDER_PACKETS, REORDER_HOLD);
  readonly #losses = new Losses();
  #stats: ReceiverStats | undefined;
  #payloadType = -1;
  /** Its first packet, where it is Opus, is of stereo. */
  #stereo = false;
  #source = 0;
  /** Packets that were left out, which the numbers of the others must not show. */
  #skipped = 0;

  /** `rid`: the layer that it is of a picture. */
  constructor(readonly announced: Announced, readonly rid: string | undefined) {}

  /** Whether anything has come. */
  get begun(): boolean {
    return this.#stats !== undefined;
  }

  get jitter(): number {
    return this.#stats?.jitter ?? 0;
  }

  get source(): number {
    return this.#source;
  }

  /** When `timeout` is due; Infinity while nothing waits. */
  get deadline(): number {
    return this.#order.deadline;
  }

  /** Takes an RTP packet, `bytes[start .. end]`; false where it is of a format that the track is not of. */
  push(bytes: Bytes, start: number, end: number, ssrc: number, now: number): boolean {
    const type = payloadType(bytes, start);
    if (!this.#stats) this.#begin(type, bytes[payloadStart(bytes, start, end)]);
    if (type !== this.#payloadType) return false;
    this.#source = ssrc;
    const number = sequence(bytes, start);
    this.#stats!.receive(number, timestamp(bytes, start), now);
    this.#losses.received(number);
    this.#order.push(bytes.subarray(start, end), now);
    return true;
  }

  timeout(now: number): void {
    this.#order.timeout(now);
  }

  /** What is in order by now, without extensions and without what is padding only. */
  drain(packet: (bytes: Bytes, start: number, end: number) => void): void {
    for (const each of this.#order.drain() as readonly Bytes[]) {
      const from = payloadStart(each, 0, each.length);
      if (from === payloadEnd(each, 0, each.length)) {
        this.#skipped++;
        continue;
      }
      const start = from - FIXED_HEADER;
      if (start > 0) each.copyWithin(start, 0, FIXED_HEADER);
      each[start] &= 0xe0;
      writeU16(each, start + 2, sequence(each, start) - this.#skipped);
      packet(each, start, each.length);
    }
  }

  /** The track as a stream has it. */
  describe(id: number): Track {
    const format = this.announced.formats.find((f) => f.payloadType === this.#payloadType)!;
    const { config: told, rtp } = readFormatOf(this.announced.kind, format)!;
    // Not all who send stereo say so.
    const config = told.codec === "Opus" && told.channels === 1 && this.#stereo
      ? { ...told, channels: 2 }
      : told;
    return this.track = {
      id,
      media: id,
      kind: this.announced.kind,
      clockRate: rtp.clockRate,
      config,
      rtp,
    };
  }

  senderReport(report: SenderReport, now: number): void {
    this.#stats?.senderReport(report, now);
  }

  /** The receiver report of this instant. */
  report(own: number, now: number): RtcpPacket | undefined {
    return this.#stats?.report(own, this.#source, now);
  }

  /** The question for what is missing. */
  nack(own: number, now: number): RtcpPacket | undefined {
    const due = this.#losses.due(now);
    if (due.length === 0 || !this.announced.feedback.includes("nack")) return undefined;
    return nackOf(own, this.#source, due);
  }

  /** The question for a key frame. */
  pli(own: number): RtcpPacket | undefined {
    if (this.announced.kind !== "video" || !this.begun) return undefined;
    return pliOf(own, this.#source);
  }

  /** `first`: the first byte of its first payload. */
  #begin(type: number, first: number): void {
    const format = this.announced.formats.find((f) => f.payloadType === type);
    const rtp = format && readFormatOf(this.announced.kind, format)?.rtp;
    this.#payloadType = type;
    this.#stereo = isStereo(first);
    this.#stats = new ReceiverStats(rtp?.clockRate ?? 90000);
  }
}
