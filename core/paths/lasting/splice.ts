import { Steady } from "core/stream/steady.ts";
import type { Stream } from "core/stream/stream.ts";
import { soundDuration } from "media/codecs/duration.ts";
import type { Track } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";

/**
 * A unit of a feed, its times in the clock rates of the stream it is written to, from any origin. Without `ntp` it is
 * made in our own time.
 */
export type FeedUnit = Omit<AccessUnit, "epoch" | "ntp"> & Partial<Pick<AccessUnit, "ntp">>;

/** How a feed begins, in milliseconds. */
export interface Beginning {
  /** It is asked to wait so long. */
  readonly wait: number;
  /** For each track, what lies between its end so far and the beginning; below 0 where it is not over by then. */
  readonly missing: readonly number[];
}

/**
 * Writes the units of one feed after another into a stream, on one time line: presentation goes on where it is now,
 * and never back. All tracks of a feed are moved by the same time, and the wall clock of units goes on as well.
 */
export class Splice {
  /** Units that were left out because what is there already goes on beyond them. */
  late = 0;
  readonly #ends: readonly TrackEnd[];
  /** The tracks with pictures, or all where there are none: a feed begins where they are over. */
  readonly #leaders: readonly number[];
  /** Presentation time 0 by our clock, and by the wall clock of the media, in milliseconds. */
  #origin: Steady | undefined;
  #wallOrigin: Steady | undefined;
  /** How much later than it came the present feed is presented, in milliseconds: known from its first picture on. */
  #lead: number | undefined;

  constructor(private readonly stream: Stream, private readonly clock: Clock) {
    this.#ends = stream.tracks.map((track) => new TrackEnd(track));
    const all = [...stream.tracks.keys()];
    const pictures = all.filter((track) => stream.tracks[track].kind === "video");
    this.#leaders = pictures.length > 0 ? pictures : all;
  }

  /**
   * A feed begins now with a unit of `track` whose presentation time is `pts`. Where that has to come later, since the
   * pictures that are there are not over, by `patience` milliseconds at most, the feed is asked to wait. Sound that is
   * not over takes the place of what the feed has.
   */
  begin(track: number, pts: number, patience = 0): Beginning {
    const now = this.clock.now(), present = now - (this.#origin ??= new Steady(now, now)).value;
    const overs = this.#ends.map(({ over }) => over);
    const start = Math.max(present, ...this.#leaders.map((leader) => overs[leader]));
    const lead = start - present;
    const shift = start - 1000 * pts / this.stream.tracks[track].clockRate;
    for (const end of this.#ends) end.begin(shift, start);
    this.stream.epoch++;
    this.#lead = undefined;
    const missing = overs.map((over) => Number.isFinite(over) ? start - over : 0);
    return { wait: lead <= patience ? lead : 0, missing };
  }

  /** Writes a unit of the feed; false where it is too late and was left out. */
  write(unit: FeedUnit): boolean {
    const end = this.#ends[unit.track], placed = end.place(unit);
    if (!placed) {
      this.late++;
      return false;
    }
    const ntp = this.#wallClock(unit, 1000 * placed.pts / end.track.clockRate);
    this.stream.writeUnit({ ...placed, ntp, epoch: this.stream.epoch });
    return true;
  }

  /** The wall clock of a unit that is presented at `time` milliseconds. */
  #wallClock({ track, randomAccess, ntp }: FeedUnit, time: number): number {
    const now = this.clock.now(), origin = this.#origin!, ours = ntp === undefined;
    const tells = !ours && randomAccess && track === this.#leaders[0];
    if (tells) this.#lead ??= time - (now - origin.value);
    const came = time - (this.#lead ?? 0);
    const found = ours ? this.clock.wall() - now + origin.value : ntp - came;
    const wallOrigin = this.#wallOrigin ??= new Steady(found, now);
    if (ours || tells) wallOrigin.follow(found, now);
    if (tells) origin.follow(now - came, now);
    return wallOrigin.value + time;
  }
}

/** A last picture is shown for a tenth of a second at most. */
const SLOWEST = 10;

/** How far one track has come. Times in ticks of the stream. */
class TrackEnd {
  /** Added to the times of the present feed. */
  #offset = 0;
  /** The feed's units before it are late. */
  #floor = -Infinity;
  #dts = -Infinity;
  #pts = -Infinity;
  /** Between the last two times of decoding. */
  #step = 0;
  #last: FeedUnit | undefined;

  constructor(readonly track: Track) {}

  /** When what was written is over, in milliseconds. */
  get over(): number {
    if (!this.#last) return -Infinity;
    const { kind, clockRate } = this.track, { config, payload } = this.#last;
    const sound = kind === "audio" ? soundDuration(config, payload, clockRate) : undefined;
    return 1000 * (this.#pts + (sound ?? Math.min(this.#step, clockRate / SLOWEST))) / clockRate;
  }

  /** `shift`: milliseconds to add to the feed's times; it begins at `start`. */
  begin(shift: number, start: number): void {
    const { kind, clockRate } = this.track;
    this.#offset = Math.round(shift * clockRate / 1000);
    this.#floor = Math.floor((kind === "video" ? start : this.over) * clockRate / 1000);
  }

  /** The unit on the stream's time line; decoding times are moved where they would not go on. */
  place(unit: FeedUnit): FeedUnit | undefined {
    const pts = unit.pts + this.#offset;
    const dts = Math.max(unit.dts + this.#offset, this.#dts + 1);
    if (pts < this.#floor || dts > pts) return undefined;
    this.#step = this.#last ? dts - this.#dts : 1;
    this.#dts = dts;
    this.#pts = Math.max(this.#pts, pts);
    this.#last = { ...unit, pts, dts };
    return this.#last;
  }
}
