import { type Configuration, type Logger, messageOf } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import { removeEmptyFolders, removeFile } from "net/storage/folder.ts";
import type { RecordingStore } from "./store.ts";

/** Milliseconds between two runs at the most. */
const INTERVAL = 30 * 60_000;

/** What a cleaner needs of its surroundings. */
export interface CleanerSurroundings {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: RecordingStore;
  /** Whether a file is being written. */
  isOpen(file: string): boolean;
}

/** Deletes the files of recordings that are older than `recordDeleteAfter`, at once and then now and again. */
export class Cleaner {
  #interval: number | undefined;
  #cancel: () => void = () => {};
  /** The run under way. */
  #running: Promise<void> | undefined;

  constructor(private readonly around: CleanerSurroundings) {}

  /** Takes a configuration: runs now where the shortest time differs from that before. */
  configure({ paths }: Pick<Configuration, "paths">): void {
    const shortest = paths.values().reduce(
      (least, { values: { recordDeleteAfter } }) =>
        recordDeleteAfter > 0 ? Math.min(least, recordDeleteAfter) : least,
      Infinity,
    );
    const interval = shortest === Infinity ? undefined : Math.min(INTERVAL, shortest / 2);
    if (interval === this.#interval) return;
    this.#interval = interval;
    this.#cancel();
    this.#run();
  }

  /** Ends; resolves when nothing is deleted any more. */
  async close(): Promise<void> {
    this.#interval = undefined;
    this.#cancel();
    await this.#running;
  }

  #run(): void {
    const { clock, log } = this.around, interval = this.#interval;
    if (interval === undefined) return;
    this.#cancel = clock.setTimer(() => this.#run(), interval);
    this.#running ??= this.#clean()
      .catch((error) => log.error(messageOf(error)))
      .finally(() => this.#running = undefined);
  }

  async #clean(): Promise<void> {
    const { store, clock, isOpen } = this.around, now = clock.wall();
    for await (const { entry, start, file, root } of store.scan()) {
      const { recordDeleteAfter } = entry.values, age = now - start / 1000;
      if (this.#interval === undefined) return;
      if (recordDeleteAfter > 0 && age > recordDeleteAfter && !isOpen(file)) {
        await this.#remove(file, root);
      }
    }
  }

  async #remove(file: string, root: string): Promise<void> {
    const { log } = this.around;
    try {
      log.debug(`removing ${file}`);
      await removeFile(file);
      await removeEmptyFolders(file, root);
    } catch (error) {
      log.error(messageOf(error));
    }
  }
}
