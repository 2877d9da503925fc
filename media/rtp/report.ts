import { middleOfNtp } from "./ntp.ts";
import type { ReceiverReport, SenderReport } from "./rtcp.ts";

/** Milliseconds between two reports of one side. */
export const REPORT_INTERVAL = 10_000;

/** A jump of the sequence number below this is loss; a larger one may be a restart (RFC 3550 A.1). */
const MAX_DROPOUT = 3000;
/** A step back up to this is disorder. */
const MAX_MISORDER = 100;

/** What one receiver knows of one source (RFC 3550 A.1, A.3, A.8). Times are milliseconds of any one clock. */
export class ReceiverStats {
  /** Interarrival jitter in ticks. */
  jitter = 0;
  private received = 0;
  private started = false;
  private base = 0;
  private highest = 0;
  private cycles = 0;
  private suspect = -1;
  private transit: number | undefined;
  private previousExpected = 0;
  private previousReceived = 0;
  private sender = { ssrc: 0, middle: 0, at: 0 };

  constructor(private readonly clockRate: number) {}

  /** Packets expected and not received so far; duplicates may make it negative. */
  get lost(): number {
    return this.expected - this.received;
  }

  private get expected(): number {
    return this.started ? this.cycles + this.highest - this.base + 1 : 0;
  }

  /** Counts a packet that arrived at `now`. */
  receive(sequence: number, timestamp: number, now: number): void {
    if (!this.started) {
      this.started = true;
      this.base = this.highest = sequence;
    } else if (!this.follow(sequence)) return;
    this.received++;
    const transit = Math.round(now * this.clockRate / 1000) - timestamp | 0;
    const difference = Math.abs(transit - (this.transit ?? transit) | 0);
    this.transit = transit;
    this.jitter += (difference - this.jitter) / 16;
  }

  /** Notes a sender report that arrived at `now`. */
  senderReport(report: SenderReport, now: number): void {
    this.sender = { ssrc: report.ssrc, middle: middleOfNtp(report.ntp), at: now };
  }

  /** The report of `own` about `source`, and the start of the next interval; undefined before the first packet. */
  report(own: number, source: number, now: number): ReceiverReport | undefined {
    if (!this.started) return undefined;
    const { sender, expected, received } = this;
    const heard = sender.middle !== 0 && sender.ssrc === source;
    const expectedNow = expected - this.previousExpected;
    const lostNow = expectedNow - (received - this.previousReceived);
    this.previousExpected = expected;
    this.previousReceived = received;
    const block = {
      ssrc: source,
      fractionLost: lostNow > 0 ? Math.min(255, Math.floor(256 * lostNow / expectedNow)) : 0,
      lost: Math.max(-0x800000, Math.min(0x7fffff, this.lost)),
      highestSequence: (this.cycles + this.highest) % 2 ** 32,
      jitter: Math.floor(this.jitter),
      lastReport: heard ? sender.middle : 0,
      delay: heard ? Math.round((now - sender.at) * 65.536) % 2 ** 32 : 0,
    };
    return { kind: "RR", ssrc: own, reports: [block] };
  }

  /** Moves the extended sequence number on; false for a packet that may begin a new numbering. */
  private follow(sequence: number): boolean {
    const step = sequence - this.highest & 0xffff;
    if (step < MAX_DROPOUT) {
      if (sequence < this.highest) this.cycles += 0x10000;
      this.highest = sequence;
    } else if (step <= 0x10000 - MAX_MISORDER) {
      if (sequence !== this.suspect) {
        this.suspect = sequence + 1 & 0xffff;
        return false;
      }
      this.renumber(sequence);
    }
    return true;
  }

  /** The sender began anew at `sequence`: the counts go on as if it were the next one expected. */
  private renumber(sequence: number): void {
    this.base = sequence - this.expected;
    this.cycles = 0;
    this.highest = sequence;
    this.suspect = -1;
    this.transit = undefined;
  }
}
