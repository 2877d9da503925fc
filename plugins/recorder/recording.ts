import {
  FaultLog,
  type Lane,
  type Logger,
  type PathView,
  rate,
  type Stream,
  warnSkipped,
} from "core/mod.ts";
import { describeTracks } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";
import type { RecordParameters } from "./config.ts";
import { Input, type InputSink } from "./input.ts";
import { fmp4 } from "./segment/fmp4.ts";
import { mpegts } from "./segment/mpegts.ts";
import { Output } from "./segment/output.ts";
import type { Segment, SegmentStart } from "./segment/segment.ts";
import { templateOf } from "./store/store.ts";

/** What a recording needs of its surroundings, and tells them. */
export interface RecordingOptions {
  readonly path: PathView;
  readonly stream: Stream;
  readonly log: Logger;
  readonly clock: Clock;
  readonly values: RecordParameters;
  created(file: string): void;
  /** `duration` in seconds. */
  completed(file: string, duration: number): void;
}

/** Seconds that a unit may be behind those that files begin with, and wait. */
const TOGETHER = 1;
/** Milliseconds that wall clock and decoding times may be apart within a file. */
const DRIFT = 5000;
const COMPLAINTS = 1000;
/** Bytes that may wait for the disk beside two parts. */
const SPARE = 1 << 20;
/** Seconds that times lose in ticks of another clock. */
const ROUNDING = 1e-6;
const FORMATS = { fmp4, mpegts };

/** A file under way. */
interface Open extends SegmentStart {
  readonly segment: Segment;
  /** Seconds on the time line of the stream. */
  end: number;
  /** A track is no longer what it was at the beginning. */
  changed: boolean;
  file: string | undefined;
}

/** One attempt to record a stream, file by file: it ends when it is told to, or when a file cannot be written. */
export class Recording implements InputSink {
  readonly #inputs: readonly Input[];
  readonly #streamId = crypto.getRandomValues(new Uint8Array(16));
  readonly #unfinished = new Set<Open>();
  /** Settles when the last file that has ended is written. */
  #finished: Promise<void> = Promise.resolve();
  readonly #faults: FaultLog;
  readonly #late;
  readonly #ended = Promise.withResolvers<void>();
  #open: Open | undefined;
  #number = 0;
  /** It was asked to end. */
  #over = false;

  constructor(private readonly options: RecordingOptions) {
    const { stream, log, clock, values } = options, format = FORMATS[values.recordFormat];
    this.#faults = new FaultLog(log, clock);
    this.#late = rate(clock, COMPLAINTS, (_count, last) => log.warn(last));
    const carried = (lane: Lane) => lane.hasUnits && format.canCarry(lane.config);
    const skipped = stream.lanes.filter((lane) => !carried(lane));
    warnSkipped(log, skipped.map(({ track }) => track));
    this.#inputs = stream.lanes.filter(carried).map((lane, i) => new Input(lane, i, this));
  }

  /** Resolves when `signal` asked for the end and all is written; rejects with what went wrong. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, stream: { tracks } } = this.options, inputs = this.#inputs;
    if (inputs.length === 0) log.warn("no supported tracks found, skipping recording");
    else log.info(`recording ${describeTracks(inputs.map(({ number }) => tracks[number - 1]))}`);
    const end = () => {
      this.#over = true;
      this.#ended.resolve();
    };
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    for (const input of inputs) input.start();
    try {
      await this.#ended.promise;
    } finally {
      signal.removeEventListener("abort", end);
      await this.#close();
      if (inputs.length > 0) log.info("recording stopped");
    }
  }

  /** Files that are being written. */
  *files(): Generator<string> {
    for (const { file } of this.#unfinished) if (file !== undefined) yield file;
  }

  arrived(input: Input, unit: AccessUnit): void {
    if (!this.#leads(input)) return;
    this.#flushBehind(input.timeOf(unit));
    if (!unit.randomAccess && this.#open) return;
    if (this.#open && this.#goesOn(this.#open, input, unit)) return;
    this.#attempt(() => this.#begin(input, unit));
  }

  unit(input: Input, unit: AccessUnit, duration: number): void {
    const open = this.#open, time = input.timeOf(unit);
    if (!open) return;
    if (time < open.time - ROUNDING) {
      // Sound comes a little behind the key frame that the first file begins with.
      if (open.number === 0 && open.time - time < TOGETHER) return;
      return this.#late.hit(`sample of track ${input.number} received too late, discarding`);
    }
    const place = open.segment.placeOf(input, unit);
    if (place === "next") open.changed = true;
    if (place !== "here") return;
    this.#attempt(() => {
      const malformed = open.segment.add(input, unit, duration);
      if (malformed) this.#faults.malformed(malformed.reason);
      else open.end = Math.max(open.end, time + duration / input.clockRate);
    });
  }

  /** Files begin with its units: with pictures where there are any. */
  #leads(input: Input): boolean {
    return input === (this.#inputs.find(({ video }) => video) ?? input);
  }

  /** Whether a file goes on with a unit that another one could begin with. */
  #goesOn(open: Open, input: Input, unit: AccessUnit): boolean {
    const elapsed = input.timeOf(unit) - open.time,
      drift = unit.ntp - open.ntp / 1000 - 1000 * elapsed;
    return !open.changed && 1000 * elapsed < this.options.values.recordSegmentDuration &&
      Math.abs(drift) <= DRIFT && open.segment.placeOf(input, unit) !== "next";
  }

  /** Units that have waited for long wait no more: tracks may pause, or have little to say. */
  #flushBehind(time: number): void {
    for (const input of this.#inputs) {
      const { waiting } = input;
      if (waiting && input.timeOf(waiting) < time - TOGETHER) input.flush();
    }
  }

  /** Begins a file with a unit, and with those of other tracks that wait. */
  #begin(input: Input, unit: AccessUnit): void {
    let first = { time: input.timeOf(unit), unit };
    for (const other of this.#inputs) {
      const { waiting } = other, time = waiting ? other.timeOf(waiting) : Infinity;
      if (time < first.time) first = { time, unit: waiting! };
    }
    this.#finish();
    const { ntp } = first.unit;
    const open = this.#create({
      number: this.#number,
      time: first.time,
      ntp: Math.round(1000 * ntp),
    });
    // Tracks are declared before anything of them is written.
    for (const each of this.#inputs) {
      if (each.waiting) open.segment.placeOf(each, each.waiting);
    }
    if (open.segment.placeOf(input, unit) !== "here") return;
    this.#number++;
    this.#open = open;
    this.#unfinished.add(open);
  }

  #create(start: SegmentStart): Open {
    const { path, values, created } = this.options, { recordMaxPartSize: maxPartSize } = values;
    const template = templateOf({ values }), partDuration = values.recordPartDuration / 1000;
    const output = new Output({
      name: (attempt) => template.fileOf(path.name, start.ntp + attempt * template.resolution),
      limit: SPARE + 2 * maxPartSize,
      created: (file) => created(open.file = file),
      failed: (reason) => this.#fail(new Error(reason)),
    });
    const segment = FORMATS[values.recordFormat].begin({
      ...{
        tracks: this.#inputs,
        streamId: this.#streamId,
        start,
        output,
        partDuration,
        maxPartSize,
      },
    });
    const open: Open = { ...start, segment, end: start.time, changed: false, file: undefined };
    return open;
  }

  /** Ends the file under way, if there is one, behind everybody's back. */
  #finish(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const duration = open.end - open.time;
    this.#finished = Promise.all([open.segment.close(duration), this.#finished]).then(() => {
      this.#unfinished.delete(open);
      if (open.file !== undefined) this.options.completed(open.file, duration);
    });
  }

  #stop(): void {
    for (const input of this.#inputs) input.stop();
  }

  async #close(): Promise<void> {
    this.#stop();
    for (const input of this.#inputs) input.flush();
    this.#finish();
    await this.#finished;
    this.#faults.close();
    this.#late.close();
  }

  /** What cannot go on ends the recording. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#stop();
      this.#fail(error as Error);
    }
  }

  /** What fails behind the end cannot be tried again: it is only said. */
  #fail(error: Error): void {
    if (this.#over) this.options.log.error(error.message);
    this.#ended.reject(error);
  }
}
