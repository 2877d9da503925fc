import type { ForwardDestination } from "core/config/configuration.ts";
import type { Logger } from "core/log/logger.ts";
import type { Forwarder } from "core/paths/source.ts";
import { substitute } from "core/paths/substitute.ts";
import type { PathView } from "core/paths/view.ts";
import { type Retry, retry } from "core/retry.ts";
import type { Stream } from "core/stream/stream.ts";
import type { Clock } from "net/clock.ts";

/** A destination as the API lists it. */
export interface ForwardState {
  readonly id: string;
  readonly created: Date;
  /** As configured. */
  readonly to: ForwardDestination;
  /** The destination, its placeholders replaced. */
  readonly url: string;
  readonly state: "idle" | "forwarding" | "error";
  /** Why the last attempt failed; empty where none has. */
  readonly lastError: string;
  readonly outboundBytes: number;
}

/** What forwarding needs of its surroundings. */
export interface ForwardSurroundings {
  readonly log: Logger;
  readonly clock: Clock;
  /** Who pushes to URLs of a scheme; undefined where nobody can. */
  forwarderOf(scheme: string): Forwarder | undefined;
}

/** Pushes the stream of one path to every destination of its entry, while there is one. */
export class Forwards {
  #running: Forwarding[] = [];
  #stream: Stream | undefined;

  constructor(private readonly path: PathView, private readonly around: ForwardSurroundings) {}

  /** The destinations, in the order of the configuration. */
  get list(): readonly ForwardState[] {
    return this.#running;
  }

  /** There is a stream. */
  start(stream: Stream): void {
    this.#stream = stream;
    this.update();
  }

  /** There is none any more. */
  async stop(): Promise<void> {
    this.#stream = undefined;
    await Promise.all(this.#running.splice(0).map((each) => each.stop()));
  }

  /** The entry may have changed: destinations that are the same at the same place go on. */
  update(): void {
    const stream = this.#stream;
    if (!stream) return;
    const wanted: readonly ForwardDestination[] = this.path.entry.values.forward;
    const before = this.#running;
    this.#running = wanted.map((to, i) =>
      before[i]?.sends(to) ? before[i] : new Forwarding(this.path, i, to, stream, this.around)
    );
    for (const old of before) if (!this.#running.includes(old)) void old.stop();
  }
}

/** Pushes to one destination, again and again. */
class Forwarding implements ForwardState {
  readonly id = crypto.randomUUID();
  readonly created = new Date();
  readonly url: string;
  state: ForwardState["state"] = "idle";
  lastError = "";
  /** Bytes of the attempts before, and of the one under way. */
  #earlier = 0;
  #sent = () => 0;
  readonly #retry: Retry | undefined;

  constructor(
    private readonly path: PathView,
    index: number,
    readonly to: ForwardDestination,
    private readonly stream: Stream,
    private readonly around: ForwardSurroundings,
  ) {
    this.url = substitute(to.dest, path.groups, { MTX_PATH: path.name });
    const scheme = this.url.split(":", 1)[0];
    const forwarder = around.forwarderOf(scheme);
    const log = path.log.child(
      `${forwarder?.title ?? scheme} dest ${index} ${this.id.slice(0, 8)}`,
    );
    const failed = (reason: string) => {
      this.state = "error";
      this.lastError = reason;
      log.error(reason);
    };
    if (!forwarder) {
      failed(`destinations of the kind ${scheme} are not in this build`);
      return;
    }
    this.#retry = retry({
      clock: around.clock,
      attempt: (signal) => this.#attempt(forwarder, log, signal),
      failed,
    });
  }

  get outboundBytes(): number {
    return this.#earlier + this.#sent();
  }

  /** Whether it pushes to just that destination. */
  sends(to: ForwardDestination): boolean {
    return JSON.stringify(to) === JSON.stringify(this.to);
  }

  async stop(): Promise<void> {
    await this.#retry?.close();
    this.state = "idle";
  }

  async #attempt(forwarder: Forwarder, log: Logger, signal: AbortSignal): Promise<void> {
    try {
      await forwarder.forward({
        url: this.url,
        to: this.to,
        fingerprint: this.to.destFingerprint,
        path: this.path,
        stream: this.stream,
        log,
        clock: this.around.clock,
        signal,
        forwarding: () => this.state = "forwarding",
        counts: (sent) => this.#sent = sent,
      });
    } finally {
      this.#earlier += this.#sent();
      this.#sent = () => 0;
    }
  }
}
