import type { PathEntry } from "core/config/configuration.ts";
import { Refusal } from "core/errors.ts";
import type { Hooks } from "core/hooks.ts";
import type { Logger } from "core/log/logger.ts";
import { Demand, type DemandTimes } from "core/paths/demand.ts";
import type { Films } from "core/paths/filler/films.ts";
import { Forwards, type ForwardState, type ForwardSurroundings } from "core/paths/forwards.ts";
import type { Party, Publication, Reading } from "core/paths/party.ts";
import { Puller, type PullerOptions } from "core/paths/puller.ts";
import type { Source } from "core/paths/source.ts";
import { Supply } from "core/paths/supply.ts";
import type { PathView } from "core/paths/view.ts";
import type { Stream } from "core/stream/stream.ts";
import type { Track } from "media/track.ts";

/** What a path needs of its surroundings. */
export interface PathSurroundings extends ForwardSurroundings {
  readonly hooks: Hooks;
  random32(): number;
  readonly films: Films;
  /** Who pulls a source of the path of a name; undefined where nothing is pulled or nobody can. */
  sourceOf(name: string, source: string): Source | undefined;
  /** The times of something, other than a pulled source, that is to be started for the path's readers. */
  demandOf(entry: PathEntry): DemandTimes | undefined;
  /** Nothing keeps the path any more. */
  idle(path: Path): void;
}

/** A name under which one publisher is read by many: who reads, and what runs for them. */
export class Path implements PathView {
  readonly log: Logger;
  #entry: PathEntry;
  readonly #supply: Supply;
  readonly #readers = new Set<Party>();
  /** Those of them that the hooks know. */
  readonly #receiving = new Set<Party>();
  readonly #demand: Demand | undefined;
  readonly #puller: Puller | undefined;
  readonly #fallback: Puller | undefined;
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
    this.#forwards = new Forwards(this, around);
    this.#supply = this.#createSupply();
    this.#puller = this.#pullerOf(entry.values.source, {
      publish: (...by) => this.publish(...by),
      failed: () => this.#fallBack(),
    });
    this.#fallback = this.#pullerOf(entry.values.fallbackSource, {
      title: "fallback",
      publish: (...by) => this.#supply.substitute(...by),
    });
    this.#demand = this.#demandFor(entry);
  }

  /** Starts what runs without being asked for. */
  start(): void {
    this.#supply.start();
    if (this.#demand) return;
    if (this.#puller) this.#puller.start();
    else this.#fallBack();
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
    return this.#supply.stream;
  }

  get publisher(): Party | undefined {
    return this.#supply.publisher;
  }

  get origin(): Pick<Party, "type" | "id"> | undefined {
    if (this.#puller) return { type: this.#puller.type, id: "" };
    if (this.#entry.values.source === "redirect") return { type: "redirect", id: "" };
    return this.publisher;
  }

  get readers(): ReadonlySet<Party> {
    return this.#readers;
  }

  get availableSince(): Date | undefined {
    return this.#supply.availableSince;
  }

  get onlineSince(): Date | undefined {
    return this.#supply.onlineSince;
  }

  /** There is no stream, and nobody reads or waits. */
  get unused(): boolean {
    return !this.stream && this.#readers.size === 0 && !this.#demand?.active;
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
    if (this.stream) return this.stream;
    throw new Refusal("no stream", `no stream is available on path '${this.name}'`);
  }

  /** Makes `publisher` the path's own, in place of another where the configuration lets it; else a `Refusal`. */
  publish(publisher: Party, tracks: readonly Track[], title = ""): Publication {
    if (this.#closed) throw new Refusal("closed", `path '${this.name}' was closed`);
    return this.#supply.publish(publisher, tracks, title);
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
    const ended = this.#supply.close(reason);
    for (const reader of [...this.#readers]) this.#dismiss(reader, reason);
    const pullers = [this.#puller?.stop(reason), this.#fallback?.stop(reason)];
    await Promise.all([ended, this.#forwards.stop(), ...pullers]);
  }

  #createSupply(): Supply {
    return new Supply(this, this.around, {
      begun: (stream) => {
        this.#forwards.start(stream);
        this.#demand?.available();
      },
      ending: (reason) => {
        for (const reader of [...this.#readers]) this.#dismiss(reader, reason);
      },
      ended: (replaced) => {
        void this.#forwards.stop();
        if (this.#puller && !this.#closed && !replaced) this.#demand?.stop("ended");
      },
      wanted: () => !this.#closed && (!this.#demand || this.#demand.active),
      taken: () => void this.#fallback?.stop("the source is there"),
      left: () => {
        this.#fallBack();
        this.#dropUnused();
      },
    });
  }

  #pullerOf(
    url: string,
    options: Pick<PullerOptions, "publish" | "failed" | "title">,
  ): Puller | undefined {
    const source = this.around.sourceOf(this.name, url), { clock } = this.around;
    return source && new Puller(this, { ...options, clock, source, url });
  }

  /** Something else is pulled while the path's own publisher or source is away. */
  #fallBack(): void {
    if (this.#closed || this.#supply.atHome || (this.#demand && !this.#demand.active)) return;
    this.#fallback?.start();
  }

  #dropUnused(): void {
    if (this.unused && !this.#closed) this.around.idle(this);
  }

  #demandFor(entry: PathEntry): Demand | undefined {
    const { sourceOnDemand, sourceOnDemandStartTimeout, sourceOnDemandCloseAfter } = entry.values;
    const state = {
      available: () => this.stream !== undefined,
      read: () => this.#readers.size > 0,
      ended: () => this.#dropUnused(),
    };
    const { name, around } = this, puller = this.#puller;
    if (puller) {
      return !sourceOnDemand ? undefined : new Demand(name, around.clock, {
        ...state,
        startTimeout: sourceOnDemandStartTimeout,
        closeAfter: sourceOnDemandCloseAfter,
        start: (query) => puller.start(query),
        stop: (reason) => {
          void puller.stop(reason);
          this.#release(reason);
        },
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
    this.publisher?.close(reason);
    this.#release(reason);
    this.around.hooks.notify("undemand", { path: this, reason });
  }

  /** Nobody wants the stream any more: nothing is to stand in for its source, or to be waited for. */
  #release(reason: string): void {
    void this.#fallback?.stop(reason);
    if (!this.publisher) this.#supply.end(reason);
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
    this.#dropUnused();
  }
}
