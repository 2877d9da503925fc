import { writeAcknowledgement } from "../control.ts";
import { ACK } from "../packet.ts";
import type { Shared } from "./sender.ts";

/** A report is sent at most this often, and a short one after so many packets (draft-sharabayko-srt-01 §4.8.1). */
const INTERVAL = 10_000, LIGHT = 64;
/** Reports whose acknowledgement is waited for. */
const REMEMBERED = 64;

/** What a receiver tells beside the number that everything before has come. */
export interface Reported {
  /** Packets that there is room for. */
  readonly available: number;
  /** Packets and bytes that come a second, and packets that the link could carry. */
  readonly packetRate: number;
  readonly byteRate: number;
  readonly capacity: number;
}

/** Tells the peer what has come. Times in microseconds. */
export class Acknowledger {
  deadline = Infinity;
  #sentAt = 0;
  #number = 0;
  /** The last that was told, and the last that the peer is known to have been told. */
  #told: number;
  #confirmed: number;
  #packets = 0;
  readonly #reports = new Map<number, { readonly at: number; readonly sequence: number }>();

  /** `sequence`: the first there will be. */
  constructor(private readonly shared: Shared, sequence: number) {
    this.#told = this.#confirmed = sequence;
  }

  /** There is something to tell soon. */
  news(now: number): void {
    this.deadline = Math.min(this.deadline, now + INTERVAL);
  }

  /** A packet has come: all before `sequence` are there. */
  packet(sequence: number, now: number): void {
    this.news(now);
    if (++this.#packets % LIGHT !== 0) return;
    this.shared.control({ type: ACK }, writeAcknowledgement({ sequence }));
    this.shared.counters.packetsSentACK++;
  }

  /** Tells it, where it is due: all before `sequence` are there. */
  timeout(sequence: number, now: number, reported: () => Reported): void {
    if (now < this.deadline) return;
    const { roundTrip, counters } = this.shared;
    this.#packets = 0;
    if (sequence === this.#told) {
      // What is not news is said again when there was no answer.
      this.deadline = this.#confirmed === sequence ? Infinity : this.#sentAt + roundTrip.timeout;
      if (now < this.deadline) return;
    }
    this.deadline = now + INTERVAL;
    this.#sentAt = now;
    this.#told = sequence;
    this.#number = (this.#number + 1) >>> 0 || 1;
    this.#reports.set(this.#number, { at: now, sequence });
    if (this.#reports.size > REMEMBERED) this.#reports.delete(this.#reports.keys().next().value!);
    const { rtt, variance: rttVariance } = roundTrip;
    const body = writeAcknowledgement({ sequence, report: { rtt, rttVariance, ...reported() } });
    this.shared.control({ type: ACK, info: this.#number }, body);
    counters.packetsSentACK++;
  }

  /** The peer has seen a report: how long that took; undefined for one that is not waited for. */
  confirmed(number: number, now: number): number | undefined {
    const report = this.#reports.get(number);
    if (!report) return undefined;
    for (const older of this.#reports.keys()) {
      this.#reports.delete(older);
      if (older === number) break;
    }
    this.#confirmed = report.sequence;
    return now - report.at;
  }
}
