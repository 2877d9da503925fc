import type { Stream } from "core/stream/stream.ts";
import { soundDuration } from "media/codecs/duration.ts";
import type { Track } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";

/** A unit of a feed, its times in the clock rates of the stream it is written to, from any origin. */
export type FeedUnit = Omit<AccessUnit, "epoch">;

/**
 * Writes the units of one feed after another into a stream, on one time line: presentation goes on where it is now,
 * and never back. All tracks of a feed are moved by the same time.
 */
export class Splice {
  /** Units that were left out because what is there already goes on beyond them. */
  late = 0;
  readonly #ends: readonly TrackEnd[];
  readonly #leader: number;
  /** A presentation time in seconds, and when it was, or will be, due by our clock. */
  #anchor: { readonly seconds: number; readonly at: number } | undefined;

  constructor(private readonly stream: Stream, private readonly clock: Clock) {
    this.#ends = stream.tracks.map((track) => new TrackEnd(track));
    this.#leader = Math.max(0, stream.tracks.findIndex(({ kind }) => kind === "video"));
  }

  /**
   * A feed begins now with a unit of `track` whose presentation time is `pts`. Where that has to come later, since what
   * is there is not over, by `patience` milliseconds at most, the feed is asked to wait: answers how long.
   */
  begin(track: number, pts: number, patience = 0): number {
    const now = this.clock.now(), present = this.#present(now);
    const start = this.#ends.reduce((end, { seconds }) => Math.max(end, seconds), present);
    const lead = 1000 * (start - present), wait = lead <= patience ? lead : 0;
    this.#anchor = { seconds: start, at: now + wait };
    const shift = start - pts / this.stream.tracks[track].clockRate;
    for (const end of this.#ends) end.begin(shift, start);
    this.stream.epoch++;
    return wait;
  }

  /** Writes a unit of the feed; false where it is too late and was left out. */
  write(unit: FeedUnit): boolean {
    const end = this.#ends[unit.track], placed = end.place(unit);
    if (!placed) {
      this.late++;
      return false;
    }
    if (unit.track === this.#leader && unit.randomAccess) {
      this.#anchor = { seconds: placed.pts / end.track.clockRate, at: this.clock.now() };
    }
    this.stream.writeUnit({ ...placed, epoch: this.stream.epoch });
    return true;
  }

  /** The presentation time, in seconds, that is due at `now`. */
  #present(now: number): number {
    return this.#anchor ? this.#anchor.seconds + (now - this.#anchor.at) / 1000 : 0;
  }
}

/** How far one track has come. Times in ticks of the stream. */
class TrackEnd {
  /** Added to the times of the present feed. */
  #offset = 0;
  /** The feed's units before it are late. */
  #floor = -Infinity;
  #dts = -Infinity;
  #pts = -Infinity;
  #last: FeedUnit | undefined;

  constructor(readonly track: Track) {}

  /** When what was written is over, in seconds: of pictures, a millisecond behind the last. */
  get seconds(): number {
    if (!this.#last) return -Infinity;
    const { kind, clockRate } = this.track, { config, payload } = this.#last;
    const sound = kind === "audio" ? soundDuration(config, payload, clockRate) : undefined;
    return (this.#pts + (sound ?? clockRate / 1000)) / clockRate;
  }

  /** `shift`: seconds to add to the feed's times; it begins at `start`. */
  begin(shift: number, start: number): void {
    const { kind, clockRate } = this.track;
    this.#offset = Math.round(shift * clockRate);
    this.#floor = Math.floor((kind === "video" ? start : this.seconds) * clockRate);
  }

  /** The unit on the stream's time line; decoding times are moved where they would not go on. */
  place(unit: FeedUnit): FeedUnit | undefined {
    const pts = unit.pts + this.#offset;
    const dts = Math.max(unit.dts + this.#offset, this.#dts + 1);
    if (pts < this.#floor || dts > pts) return undefined;
    this.#dts = dts;
    this.#pts = Math.max(this.#pts, pts);
    this.#last = { ...unit, pts, dts };
    return this.#last;
  }
}
