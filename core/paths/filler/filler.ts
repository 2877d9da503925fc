import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";
import type { Reel, ReelUnit } from "./reel.ts";

/** What a filler writes: a unit whose times count from the filler's beginning. */
export type FillerUnit = Omit<AccessUnit, "epoch" | "ntp">;

/** Milliseconds between two writes of sound. */
const SOUND_INTERVAL = 100;
/** Milliseconds of missing sound that are made up for. */
const MISSING = 500;
/** A machine that slept for longer than so many milliseconds does not make up for it. */
const LATE = 1000;

/**
 * Plays reels in real time, from their beginning whenever it is started. Pictures come when they are to be decoded,
 * sound when it is over, ten times a second, so that there is none ahead of time when it stops.
 */
export class Filler {
  readonly #pictures: Player[];
  readonly #sounds: Player[];
  #startedAt = 0;
  #nextSound = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(
    private readonly reels: readonly Reel[],
    private readonly clock: Clock,
    private readonly write: (unit: FillerUnit) => void,
  ) {
    const players = reels.map((reel, track) => new Player(reel, track));
    this.#pictures = players.filter(({ reel }) => reel.kind === "video");
    this.#sounds = players.filter(({ reel }) => reel.kind !== "video");
  }

  /** The track that leads, and the time at which its first unit is presented. */
  get first(): { readonly track: number; readonly pts: number } {
    const track = Math.max(0, this.reels.findIndex(({ kind }) => kind === "video"));
    return { track, pts: this.reels[track].unit(0)?.pts ?? 0 };
  }

  /** Begins after `wait` milliseconds; `missing`: for each track, milliseconds of sound before that. */
  start(wait: number, missing: readonly number[] = []): void {
    for (const player of this.#pictures) player.rewind(0);
    for (const player of this.#sounds) {
      player.rewind(Math.min(MISSING, missing[player.track] ?? 0));
    }
    this.#startedAt = this.clock.now() + wait;
    this.#nextSound = SOUND_INTERVAL;
    this.#schedule(0);
  }

  /** Ends, with what sound there is up to now. Harmless where it does not run. */
  stop(): void {
    if (!this.#cancelTimer) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    this.#play(this.#sounds, this.#elapsed);
  }

  get #elapsed(): number {
    return this.clock.now() - this.#startedAt;
  }

  /** `due`: milliseconds from the beginning. */
  #schedule(due: number): void {
    const wake = () => {
      const late = this.#elapsed - due;
      if (late > LATE) this.#startedAt += late;
      this.#wake(Math.max(due, this.#elapsed));
    };
    this.#cancelTimer = this.clock.setTimer(wake, Math.max(0, due - this.#elapsed));
  }

  #wake(elapsed: number): void {
    let next = this.#play(this.#pictures, elapsed);
    if (this.#sounds.length > 0) {
      if (elapsed >= this.#nextSound) {
        this.#play(this.#sounds, elapsed);
        this.#nextSound += SOUND_INTERVAL *
          (1 + Math.floor((elapsed - this.#nextSound) / SOUND_INTERVAL));
      }
      next = Math.min(next, this.#nextSound);
    }
    this.#schedule(next);
  }

  /** Writes everything that is due; answers when the next is. */
  #play(players: readonly Player[], elapsed: number): number {
    let next = Infinity;
    for (const player of players) {
      while (player.due <= elapsed) this.write(player.take());
      next = Math.min(next, player.due);
    }
    return next;
  }
}

/** One track on its way through its reel. */
class Player {
  #round = 0;
  #index = 0;
  #next: ReelUnit | undefined;
  /** When the next unit is to be written, in milliseconds from the beginning; never where all of them are damaged. */
  due = Infinity;

  constructor(readonly reel: Reel, readonly track: number) {}

  /** To the beginning, or the first unit that is presented at most `before` milliseconds before it. */
  rewind(before: number): void {
    this.#round = this.#index = 0;
    const { reel } = this, first = -before * reel.clockRate / 1000;
    while (before > 0) {
      const last = this.#index === 0, index = last ? reel.length - 1 : this.#index - 1;
      const unit = reel.unit(index), round = last ? this.#round - 1 : this.#round;
      if (!unit || this.#from(round) + unit.pts < first) break;
      this.#round = round;
      this.#index = index;
    }
    this.#seek();
  }

  take(): FillerUnit {
    const { pts, dts, randomAccess, payload } = this.#next!, from = this.#from(this.#round);
    const { track, reel: { config } } = this;
    this.#index++;
    this.#seek();
    return { track, pts: from + pts, dts: from + dts, randomAccess, payload, config };
  }

  /** The beginning of a round, in ticks: counted from the first round on, so that tracks stay together. */
  #from(round: number): number {
    return Math.round(round * this.reel.period * this.reel.clockRate);
  }

  /** Finds the next unit that is sound, in the rest of this round or in one more. */
  #seek(): void {
    const { kind, length, clockRate } = this.reel;
    this.#next = undefined;
    for (let tried = 0; tried < 2 * length && !this.#next; tried++) {
      if (this.#index === length) this.#index = 0, this.#round++;
      this.#next = this.reel.unit(this.#index);
      if (!this.#next) this.#index++;
    }
    const { dts, pts, duration } = this.#next ?? { dts: Infinity, pts: Infinity, duration: 0 };
    const ticks = kind === "video" ? dts : pts + duration;
    this.due = 1000 * (this.#from(this.#round) + ticks) / clockRate;
  }
}
