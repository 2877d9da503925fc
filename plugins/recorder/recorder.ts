import {
  type Context,
  type Logger,
  type PathView,
  type Retry,
  retry,
  type Stream,
} from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import type { RecordParameters } from "./config.ts";
import { Recording } from "./recording.ts";

/** Milliseconds before a recording that failed begins anew. */
const PAUSE = 2000;

/** The parameters that a recording under way cannot take over: it begins anew with others. */
const LASTING = [
  ...["record", "recordPath", "recordFormat", "recordPartDuration"] as const,
  ...["recordMaxPartSize", "recordSegmentDuration"] as const,
];

/** What recorders need of their surroundings. */
export interface RecorderSurroundings {
  readonly clock: Clock;
  readonly hooks: Pick<Context["hooks"], "notify">;
}

/** Records the streams of all paths that are to be, and knows which files are being written. */
export class Recorder {
  readonly #running = new Map<PathView, PathRecorder>();
  readonly #stopping = new Set<Promise<void>>();

  constructor(private readonly around: RecorderSurroundings) {}

  /** A path has a stream, or other parameters. */
  update(path: PathView): void {
    const running = this.#running.get(path), { stream, entry: { values } } = path;
    if (running?.records(stream, values)) return;
    this.stop(path);
    if (stream && values.record) {
      this.#running.set(path, new PathRecorder(path, stream, this.around));
    }
  }

  /** A path's stream ends. */
  stop(path: PathView): void {
    const running = this.#running.get(path);
    if (!running) return;
    this.#running.delete(path);
    const stopped = running.stop().finally(() => this.#stopping.delete(stopped));
    this.#stopping.add(stopped);
  }

  isOpen(file: string): boolean {
    return this.#running.values().some((running) => running.isOpen(file));
  }

  /** Ends everything; resolves when all is written. */
  async close(): Promise<void> {
    for (const path of [...this.#running.keys()]) this.stop(path);
    await Promise.all(this.#stopping);
  }
}

/** Records one stream, again and again where that fails. */
class PathRecorder {
  readonly #values: RecordParameters;
  readonly #retry: Retry;
  #recording: Recording | undefined;

  constructor(
    private readonly path: PathView,
    private readonly stream: Stream,
    private readonly around: RecorderSurroundings,
  ) {
    const { clock } = around, log = path.log.child("recorder");
    this.#values = path.entry.values;
    // A disk that is full stays so: that is said once, and again when something was written in between.
    let said = "";
    this.#retry = retry({
      clock,
      pause: PAUSE,
      attempt: (signal) => this.#record(log, signal, () => said = ""),
      failed: (reason) => {
        if (reason !== said) log.error(reason);
        said = reason;
      },
    });
  }

  /** Whether it does just that. */
  records(stream: Stream | undefined, values: RecordParameters): boolean {
    return stream === this.stream && LASTING.every((name) => values[name] === this.#values[name]);
  }

  isOpen(file: string): boolean {
    return this.#recording?.files().some((name) => name === file) ?? false;
  }

  /** Resolves when all is written. */
  stop(): Promise<void> {
    return this.#retry.close();
  }

  #record(log: Logger, signal: AbortSignal, succeeded: () => void): Promise<void> {
    const { path, stream, around: { clock, hooks } } = this;
    this.#recording = new Recording({
      ...{ path, stream, log, clock, values: this.#values },
      created: (file) => {
        succeeded();
        log.debug(`creating segment ${file}`);
        hooks.notify("segmentCreated", { path, file });
      },
      completed: (file, duration) => {
        log.debug(`closing segment ${file}`);
        hooks.notify("segmentCompleted", { path, file, duration });
      },
    });
    return this.#recording.run(signal);
  }
}
