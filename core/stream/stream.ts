import type { RtpBatch } from "media/rtp/batch.ts";
import { toNtp } from "media/rtp/ntp.ts";
import { REPORT_INTERVAL } from "media/rtp/report.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import type { Track } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Logger } from "core/log/logger.ts";
import { StreamClock } from "core/stream/clock.ts";
import { Lane } from "core/stream/lane.ts";
import type { Rendition } from "core/stream/rendition.ts";
import type { Clock } from "net/clock.ts";

/** What went through a stream so far. */
export interface StreamCounters {
  inboundBytes: number;
  inboundPackets: number;
  packetsLost: number;
  decodeErrors: number;
}

/** What a stream needs of its surroundings. */
export interface StreamSurroundings {
  readonly clock: Clock;
  readonly log: Logger;
  random32(): number;
  /** Counts into these, which belong to another stream, rather than into its own. */
  readonly counters?: StreamCounters;
}

/** What a publisher gives and readers take: one lane a track, all on one clock. It outlives its feed. */
export class Stream {
  readonly lanes: readonly Lane[];
  readonly clock: StreamClock;
  readonly counters: StreamCounters;
  /** Number of the feed that writes now. */
  epoch = 0;
  #nextReports = Infinity;
  readonly #reported = new Set<Lane>();
  #saidTooBig = false;

  /** `title`: the publisher's name for it, may be empty. */
  constructor(
    readonly tracks: readonly Track[],
    readonly title: string,
    private readonly around: StreamSurroundings,
  ) {
    this.counters = around.counters ??
      { inboundBytes: 0, inboundPackets: 0, packetsLost: 0, decodeErrors: 0 };
    this.clock = new StreamClock(tracks.map((track) => track.clockRate));
    const surroundings = {
      clock: this.clock,
      now: () => around.clock.now(),
      random32: () => around.random32(),
      malformed: (reason: string) => this.malformed(reason),
      tooBig: (size: number, most: number) => this.#tooBig(size, most),
    };
    this.lanes = tracks.map((track) => new Lane(track, surroundings));
  }

  /** Bytes that were handed to readers so far. */
  get outboundBytes(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.outboundBytes, 0);
  }

  /** Takes a batch of the publisher's packets. */
  write(batch: RtpBatch): void {
    if (batch.randomAccess) this.#anchor(batch);
    this.#sendReports(this.lanes[batch.track]);
    this.lanes[batch.track].writeBatch(batch);
  }

  /** Takes a unit of a publisher that has no packets. A track begins with one that decoding can start with. */
  writeUnit(unit: AccessUnit): void {
    if (!this.clock.started(unit.track)) {
      if (!unit.randomAccess) return;
      this.clock.assign(unit.track, this.around.random32());
    }
    if (unit.randomAccess) this.#anchor(unit);
    this.#sendReports(this.lanes[unit.track]);
    this.lanes[unit.track].writeUnit(unit);
  }

  /** Counts input that breaks its format. */
  malformed(_reason: string): void {
    this.counters.decodeErrors++;
  }

  /** The sender report (RFC 3550 §6.4.1) of a rendition of a lane at this instant; undefined before it started. */
  senderReport(lane: Lane, rendition: Rendition): Uint8Array<ArrayBuffer> | undefined {
    const wall = this.around.clock.wall();
    const timestamp = this.clock.rtpAt(lane.track.id, wall);
    if (timestamp === undefined) return undefined;
    return writeRtcp([{
      kind: "SR",
      ssrc: lane.ssrc,
      ntp: toNtp(this.clock.ntpAt(wall)),
      timestamp,
      packets: rendition.packets >>> 0,
      octets: rendition.octets >>> 0,
      reports: [],
    }]);
  }

  #anchor({ track, pts, ntp }: RtpBatch | AccessUnit): void {
    this.clock.anchor(track, pts, this.around.clock.wall(), ntp);
  }

  /**
   * The first report of a lane comes before its first packet, which players could not place without; then all go out
   * together, so that they agree.
   */
  #sendReports(lane: Lane): void {
    const now = this.around.clock.now();
    if (!this.#reported.has(lane)) {
      this.#reported.add(lane);
      if (this.#nextReports === Infinity) this.#nextReports = now + REPORT_INTERVAL;
      this.#report(lane);
    }
    if (now < this.#nextReports) return;
    this.#nextReports = now + REPORT_INTERVAL;
    for (const each of this.lanes) this.#report(each);
  }

  #report(lane: Lane): void {
    for (const rendition of lane.usedRenditions) {
      const report = this.senderReport(lane, rendition);
      if (report) rendition.report(report);
    }
  }

  #tooBig(size: number, most: number): void {
    if (this.#saidTooBig) return;
    this.#saidTooBig = true;
    this.around.log.info(
      `RTP packets are too big (${size} > ${most}), remuxing them into smaller ones`,
    );
  }
}
