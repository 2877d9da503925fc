import { Steady } from "core/stream/steady.ts";
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

/** One instant: presentation seconds, and our wall clock in milliseconds. */
interface Anchor {
  readonly seconds: number;
  readonly wall: number;
}

/** Tracks whose sender reports are further apart than this many seconds are placed by arrival instead. */
const BELIEVABLE = 10;

/**
 * One origin for all tracks of a stream. The first track that starts sets it; another track is placed by the
 * sender's own reports where both tracks have one, otherwise by its arrival against the first.
 */
export class StreamClock {
  readonly #placed: (Placed | undefined)[];
  readonly #reports: (Report | undefined)[];
  #leader = -1;
  #anchor: Anchor | undefined;
  /** Presentation time 0 by our clock, and what the media's is ahead of ours, in milliseconds: what reports tell. */
  #origin: Steady | undefined;
  #ahead: Steady | undefined;

  /** `rates`: ticks per second of each track. */
  constructor(private readonly rates: readonly number[]) {
    this.#placed = rates.map(() => undefined);
    this.#reports = rates.map(() => undefined);
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
    return placed.last + placed.offset;
  }

  /** Gives a track that comes without RTP timestamps its own: `rtp` (u32) is the one of presentation time 0. */
  assign(track: number, rtp: number): void {
    if (this.#leader < 0) this.#leader = track;
    this.#placed[track] ??= { last: rtp, offset: -rtp };
  }

  /** RTP timestamp (u32) of a presentation time of a track that has started. */
  rtp(track: number, pts: number): number {
    return (pts - this.#placed[track]!.offset) >>> 0;
  }

  /**
   * A unit of the leading track whose decoding needs no waiting: ties presentation time to our wall clock, by its
   * arrival at `wall`, and to that of the media, which is `ntp`: the same unless they bring their own time.
   */
  anchor(track: number, pts: number, wall: number, ntp = wall): void {
    if (track !== this.#leader) return;
    const seconds = pts / this.rates[track], origin = wall - 1000 * seconds;
    this.#anchor = { seconds, wall };
    (this.#origin ??= new Steady(origin, wall)).follow(origin, wall);
    (this.#ahead ??= new Steady(ntp - wall, wall)).follow(ntp - wall, wall);
  }

  /** The wall clock of the media when ours shows `wall`, in milliseconds. */
  ntpAt(wall: number): number {
    return wall + (this.#ahead?.value ?? 0);
  }

  /** RTP timestamp (u32) of a track at `wall` milliseconds of our clock; undefined before the track started. */
  rtpAt(track: number, wall: number): number | undefined {
    const placed = this.#placed[track];
    if (!placed || !this.#origin) return undefined;
    return this.rtp(track, Math.round((wall - this.#origin.value) / 1000 * this.rates[track]));
  }

  #place(track: number, rtp: number, wall: number): Placed {
    if (this.#leader < 0) {
      this.#leader = track;
      this.anchor(track, 0, wall);
      return { last: rtp, offset: -rtp };
    }
    const seconds = this.#reported(track, rtp) ?? this.#secondsAt(this.#anchor!, wall);
    return { last: rtp, offset: Math.round(seconds * this.rates[track]) - rtp };
  }

  #secondsAt(anchor: Anchor, wall: number): number {
    return anchor.seconds + (wall - anchor.wall) / 1000;
  }

  /** Seconds on the time line of `rtp` by the sender's reports; undefined without them or where they contradict. */
  #reported(track: number, rtp: number): number | undefined {
    const own = this.#reports[track], leading = this.#reports[this.#leader];
    const leader = this.#placed[this.#leader]!;
    if (!own || !leading) return undefined;
    const apart = (own.ntp - leading.ntp) / 1000 + ((rtp - own.rtp) | 0) / this.rates[track];
    if (Math.abs(apart) > BELIEVABLE) return undefined;
    return (unwrap32(leader.last, leading.rtp) + leader.offset) / this.rates[this.#leader] + apart;
  }
}
