import type { RawConfiguration } from "core/config/check/raw.ts";
import type { Configuration } from "core/config/configuration.ts";
import type { FileAccess } from "core/config/file/filler.ts";
import type { Loaded } from "core/config/load.ts";
import { applyChange, type Change, type Changed } from "core/config/patch.ts";
import type { ConfigurationState } from "core/config/state.ts";
import { formatProblem, type Problem } from "core/config/check/problem.ts";
import { messageOf } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";

/** The configuration in force, as plugins see and change it. */
export interface Configurations {
  readonly state: ConfigurationState;
  /**
   * Changes it, behind whatever change is under way. Resolves with the refusal, or as soon as paths and
   * authentication follow; listeners and plugins follow afterwards. `by` is who asks, for the log; `persist` has the
   * change written to the file as well, soon. Never rejects.
   */
  change(change: Change, by: string, persist?: boolean): Promise<Changed>;
}

/** What a change of the configuration needs of its surroundings. */
export interface ConfigurationSurroundings {
  readonly log: Logger;
  readonly files: FileAccess;
  /** Puts a configuration in force: paths and authentication before it first waits. */
  apply(next: Configuration): Promise<void>;
  /** Writes a change to the file, soon; `raw`: what it led to. */
  persist(change: Change, raw: RawConfiguration): void;
}

/** Owns the configuration in force, and the queue of its changes. */
export class LiveConfigurations implements Configurations {
  #state: ConfigurationState;
  /** Settles when the last change is wholly in force. Never rejects. */
  #last: Promise<void> = Promise.resolve();
  /** What was warned of already. */
  #warnings: readonly string[];

  constructor(
    state: ConfigurationState,
    warnings: readonly string[],
    private readonly around: ConfigurationSurroundings,
  ) {
    this.#state = state;
    this.#warnings = warnings;
  }

  get state(): ConfigurationState {
    return this.#state;
  }

  change(change: Change, by: string, persist = false): Promise<Changed> {
    return this.#enqueue<Changed>(async () => {
      const { log, files } = this.around;
      const changed = await applyChange(this.#state, change, files);
      if (!changed.ok) return { result: changed };
      log.info(`reloading configuration (${by})`);
      if (persist) this.around.persist(change, changed.state.raw);
      return { result: changed, applied: this.#take(changed) };
    });
  }

  /** Takes what `load` gives for the state in force; one with problems changes nothing. Resolves when it is in force. */
  async reload(load: (previous: ConfigurationState) => Promise<Loaded>): Promise<void> {
    await this.#enqueue(async () => {
      const { log } = this.around;
      const loaded = await load(this.#state);
      if (loaded.ok) return { result: undefined, applied: this.#take(loaded) };
      log.error(`the configuration stays as it was: ${describe(loaded.problems)}`);
      return { result: undefined };
    });
    await this.#last;
  }

  /** Resolves when everything asked for is in force. */
  settled(): Promise<void> {
    return this.#last;
  }

  /** Gives the result as soon as it is there, and lets the next one begin when it is in force. */
  #enqueue<T>(
    act: () => Promise<{ readonly result: T; readonly applied?: Promise<void> }>,
  ): Promise<T> {
    const done = this.#last.then(act);
    this.#last = done.then(({ applied }) => applied).catch((error) =>
      this.around.log.error(messageOf(error))
    );
    return done.then(({ result }) => result);
  }

  #take(
    { state, warnings }: {
      readonly state: ConfigurationState;
      readonly warnings: readonly string[];
    },
  ): Promise<void> {
    for (const line of warnings) if (!this.#warnings.includes(line)) this.around.log.warn(line);
    this.#warnings = warnings;
    this.#state = state;
    return this.around.apply(state.configuration);
  }
}

function describe(problems: readonly Problem[]): string {
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return formatProblem(problems[0]) + more;
}
