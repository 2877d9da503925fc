import { unwrap32 } from "media/timebase.ts";

/** Where a track's RTP timestamps stand on the time line of its stream. */
interface Placed {
  last: number;
  /** Added to an unwrapped RTP timestamp to give the presentation time. */
  offset: number;
}

/** A sender report's pair, to align tracks exactly: wall clock of the sender in milliseconds, RTP timestamp. */
interface Report {
  readonly ntp: number;
  readonly rtp: number;
}

/** One instant on both scales: presentation seconds and wall-clock milliseconds. */
export interface Anchor {
  readonly seconds: number;
  readonly wall: number;
}

/**
 * One origin for all tracks of a stream. The first track that starts sets it; another track is placed by the
 * sender's own reports where both tracks have one, otherwise by its arrival against the first.
 */
export class StreamClock {
  readonly #placed: (Placed | undefined)[];
  readonly #reports: (Report | undefined)[];
  #leader = -1;
  #anchor: Anchor | undefined;

  /** `rates`: ticks per second of each track. */
  constructor(private readonly rates: readonly number[]) {
    this.#placed = rates.map(() => undefined);
    this.#reports = rates.map(() => undefined);
  }

  /** The last arrival of the leading track. */
  get anchor(): Anchor | undefined {
    return this.#anchor;
  }

  started(track: number): boolean {
    return this.#placed[track] !== undefined;
  }

  /** Takes the sender's report of a track. */
  report(track: number, ntp: number, rtp: number): void {
    this.#reports[track] = { ntp, rtp };
  }

  /** Presentation time, in ticks of the track, of RTP timestamp `rtp` that arrived at `wall` milliseconds. */
  pts(track: number, rtp: number, wall: number): number {
    const placed = this.#placed[track] ??= this.#place(track, rtp, wall);
    placed.last = unwrap32(placed.last, rtp);
    const pts = placed.last + placed.offset;
    if (track === this.#leader) this.#anchor = { seconds: pts / this.rates[track], wall };
    return pts;
  }

  /** RTP timestamp (u32) of a track at `wall` milliseconds by the anchor; undefined before the track started. */
  rtpAt(track: number, wall: number): number | undefined {
    const placed = this.#placed[track];
    if (!placed || !this.#anchor) return undefined;
    const seconds = this.#anchor.seconds + (wall - this.#anchor.wall) / 1000;
    return Math.round(seconds * this.rates[track] - placed.offset) >>> 0;
  }

  #place(track: number, rtp: number, wall: number): Placed {
    if (this.#leader < 0) {
      this.#leader = track;
      this.#anchor = { seconds: 0, wall };
      return { last: rtp, offset: -rtp };
    }
    const start = Math.round(this.#secondsAt(track, rtp, wall) * this.rates[track]);
    return { last: rtp, offset: start - rtp };
  }

  #secondsAt(track: number, rtp: number, wall: number): number {
    const own = this.#reports[track], leading = this.#reports[this.#leader];
    const leader = this.#placed[this.#leader]!;
    if (own && leading) {
      const rate = this.rates[this.#leader];
      const leadingAt = (unwrap32(leader.last, leading.rtp) + leader.offset) / rate;
      const apart = (own.ntp - leading.ntp) / 1000 + ((rtp - own.rtp) | 0) / this.rates[track];
      if (Math.abs(apart) < 10) return leadingAt + apart;
    }
    return this.#anchor!.seconds + (wall - this.#anchor!.wall) / 1000;
  }
}
