import { type Retry, retry } from "core/retry.ts";
import type { Logger } from "core/log/logger.ts";
import type { Party, Publication } from "core/paths/party.ts";
import type { Source } from "core/paths/source.ts";
import { substitute } from "core/paths/substitute.ts";
import type { PathView } from "core/paths/view.ts";
import type { Track } from "media/track.ts";
import type { Clock } from "net/clock.ts";

/** Pulls the stream of one path, again and again, while it is wanted. */
export class Puller {
  readonly #log: Logger;
  #retry: Retry | undefined;

  /** `publish` makes what is pulled readable. */
  constructor(
    private readonly path: PathView,
    private readonly source: Source,
    private readonly clock: Clock,
    private readonly publish: (by: Party, tracks: readonly Track[], title: string) => Publication,
  ) {
    this.#log = path.log.child(source.title);
  }

  /** The API's name of the source. */
  get type(): string {
    return this.source.type;
  }

  /** Begins. `query` is that of the reader who asked for it, raw; undefined where nobody had to. */
  start(query?: string): void {
    this.#log.info(query === undefined ? "started" : "started on demand");
    const { source } = this.path.entry.values;
    const url = substitute(source, this.path.groups, { MTX_QUERY: query ?? "" });
    this.#retry = retry({
      clock: this.clock,
      attempt: (signal) => this.#attempt(url, query ?? "", signal),
      failed: (reason) => this.#log.error(reason),
    });
  }

  /** Ends; everything it opened is closed when the promise resolves. */
  async stop(reason: string): Promise<void> {
    if (!this.#retry) return;
    const { close } = this.#retry;
    this.#retry = undefined;
    this.#log.info(`stopped: ${reason}`);
    await close();
  }

  /** One attempt: it ends when the source fails, or when the path closes what it published. */
  async #attempt(url: string, query: string, signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const party: Party = {
      type: this.source.type,
      id: "",
      query,
      log: this.#log,
      close: () => end.abort(),
    };
    await this.source.pull({
      url,
      path: this.path,
      log: this.#log,
      clock: this.clock,
      signal: AbortSignal.any([signal, end.signal]),
      publish: (tracks, title) => this.publish(party, tracks, title),
    });
  }
}
