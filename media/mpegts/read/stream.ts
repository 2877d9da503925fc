import { isMalformed, type Malformed } from "media/malformed.ts";
import type { ElementaryReader, EsUnit } from "../codecs/elementary.ts";
import { type Content, readerOf } from "../codecs/registry.ts";
import { type Pes, PesReader } from "../pes/read.ts";
import type { Packet } from "./packet.ts";

/** Places 33-bit timestamps on the time line of a programme. */
export interface Timing {
  /** Ticks of 90 kHz. */
  place(wrapped: number): number;
  /** What was placed last. */
  readonly now: number | undefined;
}

/** Somebody who is told what packets of a stream hold. */
export interface StreamSink {
  units(stream: Stream, units: readonly EsUnit[]): void;
  malformed(fault: Malformed): void;
  lost(packets: number): void;
}

/** One elementary stream of a programme: its packets on their way to units. */
export class Stream {
  /** Number of its track, once that is known. */
  track: number | undefined;
  readonly #pes: PesReader;
  readonly reader: ElementaryReader;
  #continuity: number | undefined;
  /** The last packet was stuffed, and so ended a PES packet. */
  #endedEarly = false;
  /** Packets are stuffed where no PES packet ends: that tells nothing. */
  #stuffs = false;

  /** `limit`: bytes that are kept of what is not whole yet. */
  constructor(
    readonly pid: number,
    readonly content: Content,
    limit: number,
    private readonly timing: Timing,
    private readonly sink: StreamSink,
  ) {
    this.#pes = new PesReader(limit);
    this.reader = readerOf(content, limit);
  }

  /** Takes a packet of the stream, which is not scrambled. */
  packet({ payload, start, continuity, jump, stuffed }: Packet): void {
    const before = this.#continuity;
    this.#continuity = continuity;
    if (before !== undefined && !jump) {
      const missing = continuity - before - 1 & 15;
      // The same packet once more (§2.4.3.3).
      if (missing === 15) return;
      if (missing > 0) this.#lose(missing);
    }
    if (start) this.#take(this.#pes.begin(payload));
    else if (!this.#pes.open) this.#stuffs ||= this.#endedEarly;
    else this.#take(this.#pes.push(payload));
    this.#take(this.#pes.take());
    this.#endedEarly = stuffed && !this.#stuffs && this.#end();
  }

  /** Ends a PES packet that does not tell its length, rather than to wait for the next. */
  #end(): boolean {
    const pes = this.#pes.takeUnbounded();
    this.#take(pes);
    return pes !== undefined;
  }

  /** Nothing follows. */
  flush(): void {
    this.#take(this.#pes.finish());
    const units: EsUnit[] = [];
    this.reader.flush(units);
    if (units.length > 0) this.sink.units(this, units);
  }

  #lose(packets: number): void {
    this.sink.lost(packets);
    this.#endedEarly = false;
    this.#pes.reset();
    this.reader.reset();
  }

  #take(pes: Pes | Malformed | undefined): void {
    if (!pes) return;
    if (isMalformed(pes)) return this.sink.malformed(pes);
    const { data, bounded } = pes, units: EsUnit[] = [], { now } = this.timing;
    const dts = pes.dts === undefined ? undefined : this.timing.place(pes.dts);
    const pts = pes.pts === undefined ? undefined : this.timing.place(pes.pts);
    const failed = this.reader.push({ data, pts, dts, now, bounded }, units);
    if (failed) this.sink.malformed(failed);
    if (units.length > 0) this.sink.units(this, units);
  }
}
