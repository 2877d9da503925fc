import { type FaultLog, PacketFeed, random32, type Stream } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { fromNtp } from "media/rtp/ntp.ts";
import { payloadType, ssrc, validPacket } from "media/rtp/packet.ts";
import { parseRtcp, type RtcpPacket, type SenderReport } from "media/rtp/rtcp.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import type { Track } from "media/track.ts";
import type { Clock } from "net/clock.ts";
import { Arrivals } from "../wire/arrivals.ts";
import { extension, number16 } from "../wire/feedback.ts";
import { type Announced, RID, TRANSPORT_CC } from "../wire/negotiate.ts";
import { TrackInput } from "./track_input.ts";

/** Milliseconds between two looks at what is due, and between reports and questions for key frames. */
const LOOK = 50, REPORT = 1000, KEY_FRAME = 2000;
/** Packets that are kept until the stream is there. */
const MOST_PENDING = 2048;
/** Sources whose reports are kept until then. */
const MOST_REPORTS = 16;

export interface ToStreamOptions {
  readonly clock: Clock;
  readonly faults: FaultLog;
  /** The wall clock is the publisher's. */
  readonly absolute: boolean;
  /** Milliseconds that announced tracks are waited for. */
  readonly trackTimeout: number;
  send(rtcp: Uint8Array): void;
  /** Makes the stream; throws where it cannot be had. */
  publish(tracks: readonly Track[]): Stream;
  failed(reason: string): void;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** A publisher's packets on their way into a stream, which begins when its tracks are known. */
export class ToStream {
  lost = 0;
  readonly #inputs: readonly TrackInput[];
  readonly #sources = new Map<number, TrackInput>();
  readonly #own = random32();
  readonly #arrivals = new Arrivals();
  #pending: [input: TrackInput, bytes: Bytes, start: number, end: number][] = [];
  /** The last report of each source that nothing has been made of yet. */
  readonly #reports = new Map<number, SenderReport>();
  #feed: PacketFeed | undefined;
  #since = 0;
  #nextReport = 0;
  #nextKeyFrame = 0;
  #cancelTimer: () => void = () => {};
  #closed = false;

  constructor(announced: readonly Announced[], private readonly options: ToStreamOptions) {
    this.#inputs = announced.flatMap((one) =>
      one.rids.length > 0
        ? one.rids.map((rid) => new TrackInput(one, rid))
        : [new TrackInput(one, undefined)]
    );
  }

  /** Mean jitter of the tracks, in ticks of their clocks. */
  get jitter(): number {
    const begun = this.#inputs.filter((input) => input.begun);
    return begun.reduce((sum, { jitter }) => sum + jitter, 0) / begun.length || 0;
  }

  /** Begins to wait for the tracks. */
  start(): void {
    this.#since = this.options.clock.now();
    this.#nextReport = this.#since + REPORT;
    this.#nextKeyFrame = this.#since + KEY_FRAME;
    this.#schedule();
  }

  rtp(bytes: Bytes, start: number, end: number): void {
    if (this.#closed) return;
    if (!validPacket(bytes, start, end)) return this.options.faults.malformed("not an RTP packet");
    const now = this.options.clock.now(), source = ssrc(bytes, start);
    const input = this.#sources.get(source) ?? this.#inputOf(bytes, start, end, source);
    if (!input) return;
    const congestion = input.announced.extensions.get(TRANSPORT_CC);
    if (congestion !== undefined) {
      const number = number16(extension(bytes, start, end, congestion));
      if (number >= 0) this.#arrivals.note(number, now);
    }
    const known = input.begun;
    if (!input.push(bytes, start, end, source, now)) return;
    if (!known) this.#look(now);
    this.#drain(input);
    this.#feed?.pause();
    const nack = input.nack(this.#own, now);
    if (nack) this.#send([nack]);
  }

  rtcp(bytes: Uint8Array): void {
    const packets = parseRtcp(bytes);
    if (packets instanceof Malformed) return this.options.faults.malformed(packets.reason);
    for (const packet of packets) {
      if (packet.kind !== "SR") continue;
      const input = this.#sources.get(packet.ssrc);
      input?.senderReport(packet, this.options.clock.now());
      if (this.#feed && input) this.#senderReport(input, packet);
      else if (this.#reports.size < MOST_REPORTS) this.#reports.set(packet.ssrc, packet);
    }
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer();
    this.#feed?.close();
    this.#pending = [];
  }

  /** Whose packet it is, by its payload type and, where there are layers, by the name of its layer. */
  #inputOf(bytes: Bytes, start: number, end: number, source: number): TrackInput | undefined {
    const type = payloadType(bytes, start);
    const of = this.#inputs.filter(({ announced }) =>
      announced.formats.some((format) => format.payloadType === type)
    );
    const number = of[0]?.announced.extensions.get(RID);
    const value = number === undefined ? undefined : extension(bytes, start, end, number);
    const rid = value && new TextDecoder().decode(value);
    const input = of.length > 1 ? of.find((one) => one.rid === rid) : of[0];
    if (input) {
      this.#sources.set(source, input);
      this.#applyReports();
    }
    return input;
  }

  #drain(input: TrackInput): void {
    input.drain((bytes, start, end) => {
      if (this.#feed) this.#feedPacket(input, bytes, start, end);
      else if (this.#pending.length < MOST_PENDING) this.#pending.push([input, bytes, start, end]);
    });
  }

  #feedPacket({ track }: TrackInput, bytes: Bytes, start: number, end: number): void {
    if (track) this.#feed!.packet(track.id, bytes, start, end);
  }

  #senderReport({ track }: TrackInput, { ntp, timestamp }: SenderReport): void {
    if (track) this.#feed!.senderReport(track.id, fromNtp(ntp), timestamp);
  }

  /** Reports come before the first packet, so that it can be placed. */
  #applyReports(): void {
    for (const [source, report] of this.#feed ? this.#reports : []) {
      const input = this.#sources.get(source);
      if (!input) continue;
      this.#reports.delete(source);
      this.#senderReport(input, report);
    }
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#cancelTimer = this.options.clock.setTimer(() => {
      this.#tick();
      this.#schedule();
    }, LOOK);
  }

  #tick(): void {
    const now = this.options.clock.now(), packets: RtcpPacket[] = [];
    const all = (of: (input: TrackInput) => RtcpPacket | undefined) => {
      for (const input of this.#inputs) {
        const packet = of(input);
        if (packet) packets.push(packet);
      }
    };
    for (const input of this.#inputs) {
      input.timeout(now);
      this.#drain(input);
    }
    this.#feed?.pause();
    this.#look(now);
    if (this.#closed) return;
    if (now >= this.#nextReport) {
      this.#nextReport = now + REPORT;
      all((input) => input.report(this.#own, now));
    }
    all((input) => input.nack(this.#own, now));
    if (now >= this.#nextKeyFrame) {
      this.#nextKeyFrame = now + KEY_FRAME;
      all((input) => input.pli(this.#own));
    }
    const arrivals = this.#arrivals.report(this.#own, this.#inputs[0].source);
    if (arrivals) packets.push(arrivals);
    this.#send(packets);
  }

  #send(packets: readonly RtcpPacket[]): void {
    if (packets.length > 0) this.options.send(writeRtcp(packets));
  }

  /** Makes the stream once every announced track has begun, or has been waited for. */
  #look(now: number): void {
    if (this.#feed || this.#closed) return;
    const begun = this.#inputs.filter((input) => input.begun);
    const late = now - this.#since >= this.options.trackTimeout;
    if (begun.length < this.#inputs.length && !late) return;
    if (begun.length === 0) return this.options.failed("deadline exceeded while waiting tracks");
    this.#publish(begun);
  }

  #publish(begun: readonly TrackInput[]): void {
    const { clock, faults, absolute, publish, failed } = this.options;
    try {
      const stream = publish(begun.map((input, id) => input.describe(id)));
      const counted = {
        malformed: (reason: string) => faults.malformed(reason),
        lost: (packets: number) => {
          this.lost += packets;
          faults.lost(packets);
        },
      };
      this.#feed = new PacketFeed(stream, clock, counted, absolute);
    } catch (error) {
      return failed((error as Error).message);
    }
    this.#applyReports();
    for (const [input, bytes, start, end] of this.#pending.splice(0)) {
      this.#feedPacket(input, bytes, start, end);
    }
    this.#feed.pause();
  }
}
