import type { Access } from "core/paths/manager.ts";
import type { Party, Reading } from "core/paths/party.ts";
import { warnSkipped } from "core/frames/skipped.ts";
import { FaultLog } from "core/stream/faults.ts";
import { describeTracks, type Track } from "media/track.ts";
import type { Clock } from "net/clock.ts";

/** The tracks of a stream on their way to one reader. */
export interface FrameOutput {
  /** Units that there was no room for. */
  readonly discarded: number;
  start(): void;
  stop(): void;
}

export interface FramePlayingOptions {
  readonly access: Access;
  readonly reading: Reading;
  readonly clock: Clock;
  readonly chosen: readonly Track[];
  readonly skipped: readonly Track[];
  /** What is said where nothing is chosen. */
  readonly noneSupported: string;
}

/** A reader of frames, and what it holds meanwhile: its place at the path, its output, its faults. */
export class FramePlaying {
  readonly state = "read";
  readonly silenceAllowed = Infinity;
  readonly access: Access;
  readonly #faults: FaultLog;
  readonly #output: FrameOutput;

  /** `open` makes the output. Throws where the reader can be sent nothing of the stream. */
  constructor(
    private readonly party: Party,
    private readonly options: FramePlayingOptions,
    open: (faults: FaultLog) => FrameOutput,
  ) {
    const { access, chosen, skipped, clock, noneSupported } = options;
    if (chosen.length === 0) throw new Error(noneSupported);
    warnSkipped(party.log, skipped);
    this.access = access;
    this.#faults = new FaultLog(party.log, clock);
    this.#output = open(this.#faults);
  }

  get discarded(): number {
    return this.#output.discarded;
  }

  /** Media flow from now on. */
  start(): void {
    const { access, reading, chosen } = this.options;
    this.#output.start();
    this.party.log.info(`is reading from path '${access.name}', ${describeTracks(chosen)}`);
    reading.start();
  }

  end(): void {
    this.#output.stop();
    this.options.reading.close();
    this.#faults.close();
  }
}
