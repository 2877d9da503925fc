import type { FrameReader, Lane } from "core/mod.ts";
import { soundDuration } from "media/codecs/duration.ts";
import type { TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { RecordedTrack } from "./segment/segment.ts";

/** Who takes what inputs have. */
export interface InputSink {
  /** A unit, now that it is known how many ticks it lasts. */
  unit(input: Input, unit: AccessUnit, duration: number): void;
  /** A unit has come and waits for the one behind it. */
  arrived(input: Input, unit: AccessUnit): void;
}

/** One track of the stream on its way into files: a unit waits until the next one tells how long it lasts. */
export class Input implements FrameReader, RecordedTrack {
  /** Its number in the stream, as the log counts. */
  readonly number: number;
  readonly video: boolean;
  readonly clockRate: number;
  waiting: AccessUnit | undefined;
  #lasted = 0;
  #leave: () => void = () => {};

  constructor(
    private readonly lane: Lane,
    readonly index: number,
    private readonly sink: InputSink,
  ) {
    const { id, kind, clockRate } = lane.track;
    this.number = id + 1;
    this.video = kind === "video";
    this.clockRate = clockRate;
  }

  get config(): TrackConfig {
    return this.waiting?.config ?? this.lane.config;
  }

  /** When a unit is decoded, in seconds. */
  timeOf(unit: AccessUnit): number {
    return unit.dts / this.clockRate;
  }

  start(): void {
    this.#leave = this.lane.addFrameReader(this);
  }

  /** Takes no more. */
  stop(): void {
    this.#leave();
  }

  write(unit: AccessUnit): void {
    const before = this.waiting;
    // Decoding times of damaged streams may go back.
    const next = before && unit.dts < before.dts ? { ...unit, dts: before.dts } : unit;
    this.waiting = next;
    if (before) this.sink.unit(this, before, this.#lasted = next.dts - before.dts);
    this.sink.arrived(this, next);
  }

  /** Gives away the unit that waits, without waiting for the next. */
  flush(): void {
    const { waiting, clockRate } = this;
    if (!waiting) return;
    this.waiting = undefined;
    const { config, payload } = waiting;
    this.sink.unit(this, waiting, soundDuration(config, payload, clockRate) ?? this.#lasted);
  }
}
