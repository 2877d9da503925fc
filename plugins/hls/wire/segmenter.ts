import type { Track } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Boundary, Rendition } from "./rendition.ts";

/** Seconds by which a segment may be shorter than asked for: publishers' times are rounded. */
const TOLERANCE = 0.01;
/** Seconds: times that are further away do not belong to the same time line, … */
const JUMP = 10;
/** … and ones that go back by no more are taken as the same as the last. */
const BACK = 0.1;
/** Seconds of a unit before another tells. */
const FIRST_STEP = 0.04;

export interface SegmenterOptions {
  /** Seconds of a segment, at least. */
  readonly segmentDuration: number;
  /** Bytes of a segment, at most. */
  readonly segmentMaxSize: number;
}

/** A track and the rendition that it is part of. */
export interface Segmented {
  readonly track: Track;
  readonly rendition: Rendition;
}

/**
 * Cuts units into segments: all renditions begin one where the leading track has a random access, once the one before
 * is long enough. The first track leads.
 */
export class Segmenter {
  readonly #members: ReadonlyMap<number, Segmented>;
  readonly #leader: Segmented;
  readonly #renditions: readonly Rendition[];
  #epoch: number | undefined;
  /** Seconds on the stream's time line: of the segment's begin, and of the leader's last two units. */
  #began = 0;
  #last: number | undefined;
  #step = FIRST_STEP;
  #shift = 0;
  /** A unit of the leader was left out: what follows cannot be decoded. */
  #broken = false;

  /** `members`: at least one; video first. */
  constructor(members: readonly Segmented[], private readonly options: SegmenterOptions) {
    this.#leader = members[0];
    this.#members = new Map(members.map((member) => [member.track.id, member]));
    this.#renditions = [...new Set(members.map(({ rendition }) => rendition))];
  }

  /** Takes a unit of one of its tracks; answers why it cannot go on, or undefined. */
  write(unit: AccessUnit): string | undefined {
    const member = this.#members.get(unit.track);
    if (!member) return undefined;
    const { clockRate } = member.track, time = unit.dts / clockRate;
    if (member === this.#leader) {
      const last = this.#last ?? -Infinity;
      if (time < last && time >= last - BACK) {
        return this.write({ ...unit, dts: Math.round(last * clockRate) });
      }
      if (!this.#lead(unit, time)) return undefined;
    } else if (this.#last === undefined || Math.abs(time - this.#last) > JUMP) return undefined;
    member.rendition.write(unit);
    return member.rendition.size > this.options.segmentMaxSize
      ? "reached maximum segment size"
      : undefined;
  }

  /** Cuts before a unit of the leader where it is due; false where the unit is to be left out. */
  #lead(unit: AccessUnit, time: number): boolean {
    const { rendition } = this.#leader, last = this.#last;
    const first = last === undefined;
    const jump = !first && (time < last || time > last + JUMP);
    const discontinuity = jump || unit.epoch !== this.#epoch || !rendition.fits(unit);
    if ((first || discontinuity || this.#broken) && !rendition.begins(unit)) {
      this.#broken = true;
      return false;
    }
    if (first) this.#cut(unit, time, { shift: -time, discontinuity: false, jump });
    else if (discontinuity || this.#broken) {
      const shift = jump ? this.#shift + last + this.#step - time : this.#shift;
      this.#cut(unit, time, { shift, discontinuity: true, jump });
    } else if (unit.randomAccess && time - this.#began >= this.#enough) {
      this.#cut(unit, time, { shift: this.#shift, discontinuity, jump });
    }
    if (!first && !jump) this.#step = time - last;
    this.#broken = false;
    this.#epoch = unit.epoch;
    this.#last = time;
    return true;
  }

  get #enough(): number {
    return this.options.segmentDuration - TOLERANCE;
  }

  #cut(
    unit: AccessUnit,
    time: number,
    how: Pick<Boundary, "shift" | "discontinuity" | "jump">,
  ): void {
    const presented = unit.pts / this.#leader.track.clockRate;
    this.#began = time;
    this.#shift = how.shift;
    for (const rendition of this.#renditions) {
      rendition.cut({ time, presented, ntp: unit.ntp, ...how });
    }
  }
}
