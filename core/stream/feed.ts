import { PacketRun, type RtpBatch } from "media/rtp/batch.ts";
import { marker, renumber, sequence, timestamp, validPacket } from "media/rtp/packet.ts";
import type { Clock } from "net/clock.ts";
import { Framer } from "core/stream/framer.ts";
import type { Lane } from "core/stream/lane.ts";
import type { Stream } from "core/stream/stream.ts";

/** A batch is closed at this many bytes, and at this age in milliseconds, whatever the marker says. */
const BATCH_BYTES = 48 * 1024;
const BATCH_AGE = 5;

/** A step forward of the numbering below this is loss, one back up to the other a latecomer (RFC 3550 A.1). */
const MAX_DROPOUT = 3000, MAX_MISORDER = 100;

/** A report as old as that many ticks is brought up to date, in time before the timestamp wraps. */
const HALF_TURN = 2 ** 30;

/** What a publisher got wrong; told per packet, so the listener counts and seldom speaks. */
export interface FeedFaults {
  lost(packets: number): void;
  malformed(reason: string): void;
}

/**
 * A publisher's way into a stream's packet lane: gathers packets into batches, numbers them, places them in time.
 * `absolute`: the wall clock of its media is the publisher's own, by its sender reports, and packets of a track are
 * dropped until there is one; else it is that of their arrival.
 */
export class PacketFeed {
  readonly #inputs: Input[];
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(
    private readonly stream: Stream,
    private readonly clock: Clock,
    private readonly faults: FeedFaults,
    private readonly absolute = false,
  ) {
    stream.epoch++;
    this.#inputs = stream.lanes.map((lane) => new Input(lane));
  }

  /**
   * Takes the RTP packet `buffer[start .. end]`. The buffer belongs to the stream from now on: it is renumbered in
   * place, the four bytes before it too, and shared with readers, so the caller never writes those bytes again.
   */
  packet(track: number, buffer: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    if (this.#closed) return;
    if (!validPacket(buffer, start, end)) return this.#malformed("not an RTP packet");
    const input = this.#inputs[track];
    this.#count(input, sequence(buffer, start), end - start);
    const at = timestamp(buffer, start);
    if (
      input.run.count > 0 && (at !== input.timestamp || input.run.bytes + end - start > BATCH_BYTES)
    ) {
      this.#emit(input);
    }
    if (input.run.count === 0) input.openedAt = this.clock.now();
    input.timestamp = at;
    input.run.push(buffer, start, end);
    if (marker(buffer, start)) this.#emit(input);
  }

  /** The publisher's own report of a track (RTCP SR): `ntp` in milliseconds of its wall clock. */
  senderReport(track: number, ntp: number, rtp: number): void {
    this.stream.clock.report(track, ntp, rtp);
    if (this.absolute) this.#inputs[track].reported = { ntp, rtp };
  }

  /** The end of what was read at once: an unfinished batch may now wait for the next read, but not for long. */
  pause(): void {
    if (this.#cancelTimer || this.#closed) return;
    let oldest = Infinity;
    for (const { run, openedAt } of this.#inputs) {
      if (run.count > 0 && openedAt < oldest) oldest = openedAt;
    }
    if (oldest === Infinity) return;
    const wait = oldest + BATCH_AGE - this.clock.now();
    this.#cancelTimer = this.clock.setTimer(() => this.#aged(), wait);
  }

  /** Sends what is unfinished and takes nothing more. */
  close(): void {
    for (const input of this.#inputs) this.#emit(input);
    this.#cancelTimer?.();
    this.#closed = true;
  }

  #aged(): void {
    this.#cancelTimer = undefined;
    const now = this.clock.now();
    for (const input of this.#inputs) {
      if (input.run.count > 0 && now - input.openedAt >= BATCH_AGE - 1) this.#emit(input);
    }
    this.pause();
  }

  #count(input: Input, number: number, bytes: number): void {
    const { counters } = this.stream;
    counters.inboundPackets++;
    counters.inboundBytes += bytes;
    const gap = input.expected === undefined ? 0 : (number - input.expected) & 0xffff;
    if (gap >= 0x10000 - MAX_MISORDER) return;
    input.expected = (number + 1) & 0xffff;
    if (gap === 0 || gap >= MAX_DROPOUT) return;
    counters.packetsLost += gap;
    this.faults.lost(gap);
  }

  #malformed(reason: string): void {
    this.stream.counters.decodeErrors++;
    this.faults.malformed(reason);
  }

  #emit(input: Input): void {
    if (input.run.count === 0) return;
    const { lane, framer } = input;
    const block = input.run.take(2 * lane.track.media);
    const seen = framer.look(block.bytes, block.offsets, block.sizes, input.timestamp);
    const started = this.stream.clock.started(lane.track.id);
    if (!started && !(seen.start && seen.randomAccess)) return;
    const arrival = this.clock.wall();
    const ntp = this.absolute ? input.reportedTime() : arrival;
    if (ntp === undefined) return;
    const pts = this.stream.clock.pts(lane.track.id, input.timestamp, arrival);
    for (const offset of block.offsets) {
      const number = sequence(block.bytes, offset);
      renumber(block.bytes, offset, input.payloadType, number, input.timestamp, lane.ssrc);
    }
    this.stream.write(
      {
        ...block,
        track: lane.track.id,
        timestamp: input.timestamp,
        pts,
        ntp,
        start: seen.start,
        end: seen.end,
        randomAccess: seen.start && seen.randomAccess,
        config: seen.config,
        epoch: this.stream.epoch,
      } satisfies RtpBatch,
    );
  }
}

/** What is gathered of one track. */
class Input {
  readonly run = new PacketRun();
  readonly framer: Framer;
  timestamp = 0;
  openedAt = 0;
  expected: number | undefined;
  /** The publisher's last report: its wall clock in milliseconds at an RTP timestamp. */
  reported: { readonly ntp: number; readonly rtp: number } | undefined;

  readonly payloadType: number;

  constructor(readonly lane: Lane) {
    this.framer = new Framer(lane.track);
    this.payloadType = lane.rtp.payloadType;
  }

  /** The publisher's wall clock at the timestamp of what is gathered; undefined before its first report. */
  reportedTime(): number | undefined {
    if (!this.reported) return undefined;
    const ticks = (this.timestamp - this.reported.rtp) | 0;
    const ntp = this.reported.ntp + 1000 * ticks / this.lane.track.clockRate;
    if (ticks > HALF_TURN) this.reported = { ntp, rtp: this.timestamp };
    return ntp;
  }
}
