import { type Retry, retry } from "core/retry.ts";
import type { Logger } from "core/log/logger.ts";
import type { Party, Publication } from "core/paths/party.ts";
import type { Source } from "core/paths/source.ts";
import { substitute } from "core/paths/substitute.ts";
import type { PathView } from "core/paths/view.ts";
import type { Track } from "media/track.ts";
import type { Clock } from "net/clock.ts";

export interface PullerOptions {
  readonly clock: Clock;
  readonly source: Source;
  /** As configured. */
  readonly url: string;
  /** Begins the prefix of its log lines. */
  readonly title?: string;
  /** Makes what is pulled readable. */
  publish(by: Party, tracks: readonly Track[], title: string): Publication;
  /** An attempt has failed; another follows. */
  failed?(): void;
}

/** Pulls the stream of one path, again and again, while it is wanted. */
export class Puller {
  readonly #log: Logger;
  #retry: Retry | undefined;

  constructor(private readonly path: PathView, private readonly options: PullerOptions) {
    const { source, title } = options;
    this.#log = path.log.child(title ? `${title} ${source.title}` : source.title);
  }

  /** The API's name of the source. */
  get type(): string {
    return this.options.source.type;
  }

  /** Begins, unless it has. `query` is that of the reader who asked for it, raw; undefined where nobody had to. */
  start(query?: string): void {
    if (this.#retry) return;
    this.#log.info(query === undefined ? "started" : "started on demand");
    const url = substitute(this.options.url, this.path.groups, { MTX_QUERY: query ?? "" });
    this.#retry = retry({
      clock: this.options.clock,
      attempt: (signal) => this.#attempt(url, query ?? "", signal),
      failed: (reason) => {
        this.#log.error(reason);
        this.options.failed?.();
      },
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
      type: this.type,
      id: "",
      query,
      log: this.#log,
      close: () => end.abort(),
    };
    const ending = AbortSignal.any([signal, end.signal]);
    try {
      await this.options.source.pull({
        url,
        path: this.path,
        log: this.#log,
        clock: this.options.clock,
        signal: ending,
        publish: (tracks, title) => this.options.publish(party, tracks, title),
      });
    } catch (error) {
      if (!ending.aborted) throw error;
    }
  }
}
