import type { PathEntry } from "core/config/configuration.ts";
import { Refusal } from "core/errors.ts";
import type { Hooks } from "core/hooks.ts";
import type { Logger } from "core/log/logger.ts";
import { Demand, type DemandTimes } from "core/paths/demand.ts";
import { Forwards, type ForwardState, type ForwardSurroundings } from "core/paths/forwards.ts";
import type { Party, Publication, Reading } from "core/paths/party.ts";
import { Puller } from "core/paths/puller.ts";
import type { Source } from "core/paths/source.ts";
import type { PathView } from "core/paths/view.ts";
import { Stream } from "core/stream/stream.ts";
import { describeTracks, type Track } from "media/track.ts";

/** What a path needs of its surroundings. */
export interface PathSurroundings extends ForwardSurroundings {
  readonly hooks: Hooks;
  random32(): number;
  /** Who pulls what the entry names as its source; undefined where nothing is pulled or nobody can. */
  sourceOf(entry: PathEntry): Source | undefined;
  /** The times of something, other than a pulled source, that is to be started for the path's readers. */
  demandOf(entry: PathEntry): DemandTimes | undefined;
  /** Nothing keeps the path any more. */
  idle(path: Path): void;
}

/** A name under which one publisher is read by many. Owns its stream and who may write to it. */
export class Path implements PathView {
  readonly log: Logger;
  #entry: PathEntry;
  #publisher: Party | undefined;
  #stream: Stream | undefined;
  #availableSince: Date | undefined;
  readonly #readers = new Set<Party>();
  /** Those of them that the hooks know. */
  readonly #receiving = new Set<Party>();
  readonly #demand: Demand | undefined;
  readonly #puller: Puller | undefined;
  readonly #forwards: Forwards;
  #closed = false;

  constructor(
    readonly name: string,
    entry: PathEntry,
    readonly groups: readonly string[],
    private readonly around: PathSurroundings,
  ) {
    this.log = around.log.child(`path ${name}`);
    this.#entry = entry;
    const source = around.sourceOf(entry);
    this.#puller = source && new Puller(this, source, around.clock, (...by) => this.publish(...by));
    this.#demand = this.#demandFor(entry);
    this.#forwards = new Forwards(this, around);
  }

  /** Starts what runs without being asked for. */
  start(): void {
    if (this.#puller && !this.#demand) this.#puller.start();
  }

  get entry(): PathEntry {
    return this.#entry;
  }

  /** Takes over values that differ in live parameters only. */
  refit(entry: PathEntry): void {
    this.#entry = entry;
    this.#forwards.update();
  }

  /** Where the stream is pushed to. */
  get forwards(): readonly ForwardState[] {
    return this.#forwards.list;
  }

  get stream(): Stream | undefined {
    return this.#stream;
  }

  get publisher(): Party | undefined {
    return this.#publisher;
  }

  get origin(): Pick<Party, "type" | "id"> | undefined {
    if (this.#puller) return { type: this.#puller.type, id: "" };
    if (this.#entry.values.source === "redirect") return { type: "redirect", id: "" };
    return this.#publisher;
  }

  get readers(): ReadonlySet<Party> {
    return this.#readers;
  }

  get availableSince(): Date | undefined {
    return this.#availableSince;
  }

  /** Nobody publishes, reads or waits. */
  get unused(): boolean {
    return !this.#publisher && this.#readers.size === 0 && !this.#demand?.active;
  }

  /** Whether a stream may be had by asking for it. */
  get onDemand(): boolean {
    return this.#demand !== undefined;
  }

  /** The stream, started for the request and waited for where the path is on demand; else a `Refusal`. */
  async request(query: string): Promise<Stream> {
    if (this.#closed) throw new Refusal("closed", `path '${this.name}' was closed`);
    if (this.#demand) await this.#demand.wait(query);
    return this.#present;
  }

  get #present(): Stream {
    if (this.#stream) return this.#stream;
    throw new Refusal("no stream", `no stream is available on path '${this.name}'`);
  }

  /** Makes `publisher` the path's own, in place of another where the configuration lets it; else a `Refusal`. */
  publish(publisher: Party, tracks: readonly Track[], title = ""): Publication {
    this.#admitPublisher();
    const stream = new Stream(tracks, title, { ...this.around, log: this.log });
    this.#publisher = publisher;
    this.#stream = stream;
    this.#availableSince = new Date(this.around.clock.wall());
    this.around.hooks.notify("available", this);
    this.around.hooks.notify("online", this);
    this.#forwards.start(stream);
    this.log.info(`stream is available and online, ${describeTracks(tracks)}`);
    this.#demand?.available();
    return { stream, close: () => this.#unpublish(publisher) };
  }

  /** Gives `reader` a place on the stream, which a `quiet` one starts by itself; a `Refusal` where there is none. */
  async read(reader: Party, quiet: boolean): Promise<Reading> {
    await this.request(reader.query);
    const stream = this.#present;
    const { maxReaders } = this.entry.values;
    if (maxReaders > 0 && this.#readers.size >= maxReaders) {
      throw new Refusal("too many readers", "maximum reader count reached");
    }
    this.#readers.add(reader);
    this.#demand?.used();
    if (!quiet) this.#startReader(reader);
    return {
      stream,
      start: () => this.#startReader(reader),
      pause: () => this.#pauseReader(reader),
      close: () => this.#removeReader(reader),
    };
  }

  /** Ends the path: its publisher and readers are told `reason`. */
  async close(reason: string): Promise<void> {
    this.#closed = true;
    this.#demand?.stop(reason, "been closed");
    const publisher = this.#publisher;
    this.#endStream(reason);
    publisher?.close(reason);
    for (const reader of [...this.#readers]) this.#dismiss(reader, reason);
    await Promise.all([this.#forwards.stop(), this.#puller?.stop(reason)]);
  }

  #demandFor(entry: PathEntry): Demand | undefined {
    const { sourceOnDemand, sourceOnDemandStartTimeout, sourceOnDemandCloseAfter } = entry.values;
    const state = {
      available: () => this.#stream !== undefined,
      read: () => this.#readers.size > 0,
      ended: () => this.unused && !this.#closed && this.around.idle(this),
    };
    const { name, around } = this, puller = this.#puller;
    if (puller) {
      return !sourceOnDemand ? undefined : new Demand(name, around.clock, {
        ...state,
        startTimeout: sourceOnDemandStartTimeout,
        closeAfter: sourceOnDemandCloseAfter,
        start: (query) => puller.start(query),
        stop: (reason) => void puller.stop(reason),
      });
    }
    const times = around.demandOf(entry);
    return times && new Demand(name, around.clock, {
      ...state,
      ...times,
      start: (query) => around.hooks.notify("demand", { path: this, query }),
      stop: (reason) => this.#undemand(reason),
    });
  }

  /** The publisher that was asked for is no longer needed. */
  #undemand(reason: string): void {
    this.#publisher?.close(reason);
    this.around.hooks.notify("undemand", { path: this, reason });
  }

  #admitPublisher(): void {
    if (this.#closed) throw new Refusal("closed", `path '${this.name}' was closed`);
    const present = this.#publisher;
    if (!present) return;
    if (!this.entry.values.overridePublisher) {
      throw new Refusal(
        "already publishing",
        `someone is already publishing to path '${this.name}'`,
      );
    }
    this.log.info("closing existing publisher");
    this.#endStream("replaced by another publisher");
    present.close("replaced by another publisher");
  }

  #unpublish(publisher: Party): void {
    if (this.#publisher !== publisher) return;
    this.#endStream("the stream ended");
    if (this.unused) this.around.idle(this);
  }

  #endStream(reason: string): void {
    if (!this.#stream) return;
    this.around.hooks.notify("offline", this);
    for (const reader of [...this.#readers]) this.#dismiss(reader, reason);
    this.around.hooks.notify("unavailable", this);
    void this.#forwards.stop();
    this.#publisher = undefined;
    this.#stream = undefined;
    this.#availableSince = undefined;
    if (this.#puller && !this.#closed) this.#demand?.stop("ended");
  }

  #dismiss(reader: Party, reason: string): void {
    this.#removeReader(reader);
    reader.close(reason);
  }

  #startReader(reader: Party): void {
    if (!this.#readers.has(reader) || this.#receiving.has(reader)) return;
    this.#receiving.add(reader);
    this.around.hooks.notify("readerAdded", { path: this, reader });
  }

  #pauseReader(reader: Party): void {
    if (!this.#receiving.delete(reader)) return;
    this.around.hooks.notify("readerRemoved", { path: this, reader });
  }

  #removeReader(reader: Party): void {
    if (!this.#readers.delete(reader)) return;
    this.#demand?.used();
    this.#pauseReader(reader);
    if (this.unused && !this.#closed) this.around.idle(this);
  }
}
