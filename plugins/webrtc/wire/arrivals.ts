import { writeU16, writeU24, writeU32 } from "media/bytes.ts";
import type { RtcpPacket } from "media/rtp/rtcp.ts";
import { transportFeedback } from "./feedback.ts";

/** Format of the feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). */
const FORMAT = 15;
/** Packets of one report; what arrived besides is told in the next. */
const MOST = 700;
/** Milliseconds of a tick of arrival times, and of the reference time. */
const TICK = 0.25, REFERENCE = 64;
const MISSING = 0, SMALL = 1, LARGE = 2;
/** Statuses of one chunk, two bits each. */
const CHUNK = 7;

/** When packets arrived, for the sender to estimate what the way can take (transport-wide congestion control). */
export class Arrivals {
  readonly #ticks = new Map<number, number>();
  #highest = -1;
  #next = -1;
  #count = 0;

  /** Notes the packet of this transport-wide number, which arrived at `now`. */
  note(number: number, now: number): void {
    const index = this.#unwrap(number);
    if (this.#next < 0) this.#next = index;
    if (index < this.#next || index - this.#next > 0x4000) return;
    if (!this.#ticks.has(index)) this.#ticks.set(index, Math.round(now / TICK));
  }

  /** The report of what has arrived since the last one; undefined where nothing has. */
  report(own: number, source: number): RtcpPacket | undefined {
    if (this.#ticks.size === 0) return undefined;
    const end = Math.min(Math.max(...this.#ticks.keys()) + 1, this.#next + MOST);
    const first = this.#first(end);
    if (first === undefined) {
      this.#next = end;
      return this.report(own, source);
    }
    const reference = Math.floor(first * TICK / REFERENCE), statuses: number[] = [];
    const deltas: number[] = [], base = this.#next;
    let last = reference * REFERENCE / TICK;
    for (let index = base; index < end; index++) {
      const ticks = this.#ticks.get(index);
      if (ticks === undefined) {
        statuses.push(MISSING);
        continue;
      }
      const delta = ticks - last;
      if (delta < -0x8000 || delta > 0x7fff) break;
      const small = delta >= 0 && delta <= 0xff;
      statuses.push(small ? SMALL : LARGE);
      deltas.push(...small ? [delta] : [delta >> 8 & 0xff, delta & 0xff]);
      this.#ticks.delete(index);
      last = ticks;
    }
    this.#next = base + statuses.length;
    return this.#write(own, source, base, reference, statuses, deltas);
  }

  #first(end: number): number | undefined {
    for (let index = this.#next; index < end; index++) {
      const ticks = this.#ticks.get(index);
      if (ticks !== undefined) return ticks;
    }
    return undefined;
  }

  #write(
    own: number,
    source: number,
    base: number,
    reference: number,
    statuses: readonly number[],
    deltas: readonly number[],
  ): RtcpPacket {
    const chunks = Math.ceil(statuses.length / CHUNK), size = 16 + 2 * chunks + deltas.length;
    const body = new Uint8Array(size + 3 & ~3);
    writeU32(body, 0, own);
    writeU32(body, 4, source);
    writeU16(body, 8, base);
    writeU16(body, 10, statuses.length);
    writeU24(body, 12, reference);
    body[15] = this.#count++;
    for (let i = 0; i < chunks; i++) {
      let chunk = 0xc000;
      for (let j = 0; j < CHUNK; j++) {
        chunk |= (statuses[CHUNK * i + j] ?? MISSING) << 2 * (CHUNK - 1 - j);
      }
      writeU16(body, 16 + 2 * i, chunk);
    }
    body.set(deltas, 16 + 2 * chunks);
    return transportFeedback(FORMAT, body);
  }

  #unwrap(number: number): number {
    if (this.#highest < 0) return this.#highest = number + 0x10000;
    const index = this.#highest + ((number - this.#highest & 0xffff) << 16 >> 16);
    if (index > this.#highest) this.#highest = index;
    return index;
  }
}
