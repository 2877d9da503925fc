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

  /**
   * Begins after `wait` milliseconds; `missing`: for each track, milliseconds of sound that come before that, or are
   * left out where they are below 0.
   */
  start(wait: number, missing: readonly number[] = []): void {
    for (const player of this.#pictures) player.rewind(0);
    for (const player of this.#sounds) {
      player.rewind(Math.min(MISSING, missing[player.track] ?? 0));
    }
    this.#startedAt = this.clock.now() + wait;
    this.#nextSound = SOUND_INTERVAL;
    this.#schedule(0);
  }

  /**
   * Ends, with the pictures that belong before now or one that is there, and with the sound up to the end of the last.
   * Harmless where it does not run.
   */
  stop(): void {
    if (!this.#cancelTimer) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    this.#play(this.#pictures, this.#elapsed);
    for (const player of this.#pictures) {
      while (player.reordered) this.write(player.take());
    }
    this.#play(this.#sounds, Math.max(this.#elapsed, ...this.#pictures.map(({ over }) => over)));
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
  /** Of what was written: when the last is presented, in ticks, and over, in milliseconds from the beginning. */
  #last = -Infinity;
  over = -Infinity;

  constructor(readonly reel: Reel, readonly track: number) {}

  /** To the first unit that is presented at most `before` milliseconds before the beginning, or behind it if below 0. */
  rewind(before: number): void {
    this.#round = this.#index = 0;
    this.#last = this.over = -Infinity;
    const { reel } = this, first = -before * reel.clockRate / 1000;
    while (before > 0) {
      const last = this.#index === 0, index = last ? reel.length - 1 : this.#index - 1;
      const unit = reel.unit(index), round = last ? this.#round - 1 : this.#round;
      if (!unit || this.#from(round) + unit.pts < first) break;
      this.#round = round;
      this.#index = index;
    }
    this.#seek();
    while (this.#pts < first) this.#advance();
  }

  /** The next unit is presented before one that was written. */
  get reordered(): boolean {
    return this.#pts < this.#last;
  }

  take(): FillerUnit {
    const { dts, duration, randomAccess, payload } = this.#next!, pts = this.#pts;
    const { track, reel: { config } } = this, from = this.#from(this.#round);
    this.#last = Math.max(this.#last, pts);
    this.over = Math.max(this.over, this.#ms(pts + duration));
    this.#advance();
    return { track, pts, dts: from + dts, randomAccess, payload, config };
  }

  /** When the next unit is presented, in ticks from the beginning; never where all of them are damaged. */
  get #pts(): number {
    return this.#from(this.#round) + (this.#next?.pts ?? Infinity);
  }

  #ms(ticks: number): number {
    return 1000 * ticks / this.reel.clockRate;
  }

  #advance(): void {
    this.#index++;
    this.#seek();
  }

  /** The beginning of a round, in ticks: counted from the first round on, so that tracks stay together. */
  #from(round: number): number {
    return Math.round(round * this.reel.period * this.reel.clockRate);
  }

  /** Finds the next unit that is sound, in the rest of this round or in one more. */
  #seek(): void {
    const { kind, length } = this.reel;
    this.#next = undefined;
    for (let tried = 0; tried < 2 * length && !this.#next; tried++) {
      if (this.#index === length) this.#index = 0, this.#round++;
      this.#next = this.reel.unit(this.#index);
      if (!this.#next) this.#index++;
    }
    const { dts, pts, duration } = this.#next ?? { dts: Infinity, pts: Infinity, duration: 0 };
    const ticks = kind === "video" ? dts : pts + duration;
    this.due = this.#ms(this.#from(this.#round) + ticks);
  }
}
