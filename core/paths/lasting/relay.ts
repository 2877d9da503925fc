import { Gate } from "core/stream/gate.ts";
import type { Stream } from "core/stream/stream.ts";
import { rescale } from "media/timebase.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";
import type { FeedUnit, Splice } from "./splice.ts";

/** A feed whose units are all too late for so many milliseconds begins anew: its clock has jumped back. */
const LATE = 2000;

/** Carries the units of a publisher's own stream over into the one that outlives it. */
export class Relay {
  readonly #undo: readonly (() => void)[];
  readonly #hasVideo: boolean;
  #gates: readonly Gate[];
  #joined = false;
  #written = 0;

  /**
   * `places`: the track of `to` for each of `from`. `take` is asked, at a unit that decoding can start with, whether it
   * may begin; it may be asked again and again.
   */
  constructor(
    private readonly from: Stream,
    private readonly to: Stream,
    private readonly places: readonly number[],
    private readonly splice: Splice,
    private readonly clock: Clock,
    private readonly take: () => boolean,
  ) {
    this.#hasVideo = from.tracks.some(({ kind }) => kind === "video");
    this.#gates = from.tracks.map(() => new Gate());
    this.#undo = from.lanes.map((lane, track) =>
      lane.addFrameReader({ write: (unit) => this.#unit(track, unit) })
    );
  }

  /** Somebody else feeds the stream: it begins again, when it may, where decoding can start. */
  leave(): void {
    this.#joined = false;
    const now = this.clock.now();
    this.#gates = this.from.tracks.map(({ kind }) => new Gate(kind === "video" ? now : undefined));
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  #unit(track: number, unit: AccessUnit): void {
    const now = this.clock.now();
    if (!this.#gates[track].admits(unit, now)) return;
    const placed = this.#place(track, unit);
    if (!this.#joined) {
      const leads = !this.#hasVideo || this.from.tracks[track].kind === "video";
      if (!leads || !this.take()) return;
      this.splice.begin(placed.track, placed.pts);
      this.#joined = true;
      this.#written = now;
    }
    if (this.splice.write(placed)) this.#written = now;
    else if (now - this.#written > LATE) this.leave();
  }

  #place(track: number, unit: AccessUnit): FeedUnit {
    const place = this.places[track], before = this.from.tracks[track].clockRate;
    const after = this.to.tracks[place].clockRate;
    const pts = rescale(unit.pts, before, after), dts = rescale(unit.dts, before, after);
    return { ...unit, track: place, pts, dts };
  }
}
