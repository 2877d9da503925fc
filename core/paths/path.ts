import type { PathEntry } from "core/config/configuration.ts";
import { Refusal } from "core/errors.ts";
import type { Hooks } from "core/hooks.ts";
import type { Logger } from "core/log/logger.ts";
import type { Party } from "core/paths/party.ts";
import type { PathView } from "core/paths/view.ts";
import { Stream } from "core/stream/stream.ts";
import type { Clock } from "net/clock.ts";
import { describeTracks, type Track } from "media/track.ts";

/** What a path needs of its surroundings. */
export interface PathSurroundings {
  readonly hooks: Hooks;
  readonly log: Logger;
  readonly clock: Clock;
  random32(): number;
  /** The path has neither source nor reader any more. */
  idle(path: Path): void;
}

/** A publisher's hold on a path. */
export interface Publication {
  readonly stream: Stream;
  /** Gives the path back; its readers are told to leave. Harmless when the path was lost meanwhile. */
  close(): void;
}

/** A reader's place on a path. */
export interface Reading {
  readonly stream: Stream;
  /** Frees the place. Harmless when the stream ended meanwhile. */
  close(): void;
}

/** A name under which one publisher is read by many. Owns its stream and who may write to it. */
export class Path implements PathView {
  readonly log: Logger;
  #publisher: Party | undefined;
  #stream: Stream | undefined;
  #availableSince: Date | undefined;
  readonly #readers = new Set<Party>();
  #closed = false;

  constructor(
    readonly name: string,
    public entry: PathEntry,
    readonly groups: readonly string[],
    private readonly around: PathSurroundings,
  ) {
    this.log = around.log.child(`path ${name}`);
  }

  get stream(): Stream | undefined {
    return this.#stream;
  }

  get publisher(): Party | undefined {
    return this.#publisher;
  }

  get readers(): ReadonlySet<Party> {
    return this.#readers;
  }

  get availableSince(): Date | undefined {
    return this.#availableSince;
  }

  /** Nobody publishes and nobody reads. */
  get unused(): boolean {
    return !this.#publisher && this.#readers.size === 0;
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
    this.log.info(`stream is available and online, ${describeTracks(tracks)}`);
    return { stream, close: () => this.#unpublish(publisher) };
  }

  /** Gives `reader` a place on the stream; a `Refusal` where there is none. */
  read(reader: Party): Reading {
    const stream = this.#stream;
    if (!stream) throw new Refusal("no stream", `no stream is available on path '${this.name}'`);
    const { maxReaders } = this.entry.values;
    if (maxReaders > 0 && this.#readers.size >= maxReaders) {
      throw new Refusal("too many readers", "maximum reader count reached");
    }
    this.#readers.add(reader);
    this.around.hooks.notify("readerAdded", { path: this, reader });
    return { stream, close: () => this.#removeReader(reader) };
  }

  /** Ends the path: its publisher and readers are told `reason`. */
  close(reason: string): void {
    this.#closed = true;
    const publisher = this.#publisher;
    this.#endStream(reason);
    publisher?.close(reason);
    for (const reader of [...this.#readers]) this.#dismiss(reader, reason);
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
    this.#publisher = undefined;
    this.#stream = undefined;
    this.#availableSince = undefined;
  }

  #dismiss(reader: Party, reason: string): void {
    this.#removeReader(reader);
    reader.close(reason);
  }

  #removeReader(reader: Party): void {
    if (!this.#readers.delete(reader)) return;
    this.around.hooks.notify("readerRemoved", { path: this, reader });
    if (this.unused && !this.#closed) this.around.idle(this);
  }
}
