import { Refusal } from "core/errors.ts";
import type { Hooks } from "core/hooks.ts";
import { builtInReel } from "core/paths/filler/built_in.ts";
import type { Films } from "core/paths/filler/films.ts";
import { type Reel, tracksOf } from "core/paths/filler/reel.ts";
import { canLast, type Feed, LastingStream } from "core/paths/lasting/lasting_stream.ts";
import type { Party, Publication } from "core/paths/party.ts";
import type { PathView } from "core/paths/view.ts";
import { type Retry, retry } from "core/retry.ts";
import { Stream, type StreamSurroundings } from "core/stream/stream.ts";
import { describeTracks, type Track } from "media/track.ts";

/** Milliseconds that a fallback source is given to come, and readers stay for it. */
const FALLBACK_TIME = 10_000;
const REPLACED = "replaced by another publisher";

/** Of those who feed a path: its own publisher or source goes before what stands in for it. */
const OWN = 1, SUBSTITUTE = 0;
type Rank = typeof OWN | typeof SUBSTITUTE;

interface Feeding {
  readonly party: Party;
  readonly feed: Feed;
}

export interface SupplySurroundings extends Pick<StreamSurroundings, "clock" | "random32"> {
  readonly hooks: Hooks;
  readonly films: Films;
}

/** What a supply asks and tells its path. */
export interface SupplyEvents {
  /** There is a stream. */
  begun(stream: Stream): void;
  /** It ends: who reads it has to leave. */
  ending(reason: string): void;
  /** It has ended; `replaced` where another follows at once. */
  ended(replaced: boolean): void;
  /** Whether readers may be kept waiting for the next stream. */
  wanted(): boolean;
  /** The media of the path's own publisher or source reach the readers. */
  taken(): void;
  /** Somebody who fed the path is gone, or nobody came back in time. */
  left(): void;
}

/** The stream of one path: who feeds it, and how long it lasts without. */
export class Supply {
  readonly #feeding = new Map<Rank, Feeding>();
  #stream: Stream | undefined;
  /** Where the stream may outlive those who feed it. */
  #lasting: LastingStream | undefined;
  #availableSince: Date | undefined;
  #onlineSince: Date | undefined;
  #cancelHold: (() => void) | undefined;
  #film: Retry | undefined;

  constructor(
    private readonly path: PathView,
    private readonly around: SupplySurroundings,
    private readonly events: SupplyEvents,
  ) {}

  get stream(): Stream | undefined {
    return this.#stream;
  }

  get availableSince(): Date | undefined {
    return this.#availableSince;
  }

  get onlineSince(): Date | undefined {
    return this.#onlineSince;
  }

  /** Who feeds the path, or soon will. */
  get publisher(): Party | undefined {
    return this.#own ?? this.#feeding.get(SUBSTITUTE)?.party;
  }

  /** The path's own publisher or source is there. */
  get atHome(): boolean {
    return this.#own !== undefined;
  }

  get #own(): Party | undefined {
    return this.#feeding.get(OWN)?.party;
  }

  get #values() {
    return this.path.entry.values;
  }

  /** Begins what needs no publisher: the filler of a path that is always available. */
  start(): void {
    const { alwaysAvailable, alwaysAvailableFile: file, alwaysAvailableTracks } = this.#values;
    if (!alwaysAvailable) return;
    if (file === "") return this.#fill(alwaysAvailableTracks.map(builtInReel));
    this.#film = retry({
      clock: this.around.clock,
      attempt: async (signal) => {
        const reels = await this.around.films.load(file);
        if (!signal.aborted) this.#fill(reels);
        await aborted(signal);
      },
      failed: (reason) => this.path.log.error(reason),
    });
  }

  /** Lets the path's own publisher in, in place of another where the configuration lets it; else a `Refusal`. */
  publish(party: Party, tracks: readonly Track[], title: string): Publication {
    const present = this.#own;
    if (present && !this.#values.overridePublisher) {
      throw new Refusal(
        "already publishing",
        `someone is already publishing to path '${this.path.name}'`,
      );
    }
    this.#admit(tracks);
    if (present) {
      this.path.log.info("closing existing publisher");
      this.#remove(OWN, REPLACED);
      present.close(REPLACED);
    }
    if (this.#lasting?.refusal(tracks)) this.end("the tracks are others now", true);
    return this.#add(OWN, party, tracks, title);
  }

  /** Lets in who stands in for the path's own source; a `Refusal` where the tracks do not fit. */
  substitute(party: Party, tracks: readonly Track[], title: string): Publication {
    this.#admit(tracks);
    const refusal = this.#lasting?.refusal(tracks);
    if (refusal) throw refusal;
    if (this.#stream && !this.#lasting) throw new Refusal("closed", "the source is back");
    return this.#add(SUBSTITUTE, party, tracks, title);
  }

  /** Ends the stream, before another where it is `replaced`; who feeds it is not told. */
  end(reason: string, replaced = false): void {
    if (!this.#stream) return;
    this.#cancelHold?.();
    if (this.publisher) this.around.hooks.notify("offline", this.path);
    this.events.ending(reason);
    this.around.hooks.notify("unavailable", this.path);
    for (const { feed } of this.#feeding.values()) feed.close();
    this.#feeding.clear();
    this.#lasting?.close();
    this.#lasting =
      this.#stream =
      this.#availableSince =
      this.#onlineSince =
        undefined;
    this.events.ended(replaced);
  }

  /** Ends everything. */
  async close(reason: string): Promise<void> {
    const own = this.#own;
    this.end(reason);
    own?.close(reason);
    await this.#film?.close();
  }

  /** Paths that are always available keep the tracks they have. */
  #admit(tracks: readonly Track[]): void {
    if (!this.#values.alwaysAvailable) return;
    if (!this.#lasting) {
      throw new Refusal("closed", `the filler of path '${this.path.name}' is not there yet`);
    }
    const refusal = this.#lasting.refusal(tracks);
    if (refusal) throw refusal;
  }

  #fill(reels: readonly Reel[]): void {
    const lasting = this.#lasting = new LastingStream(tracksOf(reels), "", this.#within, reels);
    this.#begin(lasting.stream);
    this.events.begun(lasting.stream);
    this.path.log.info(`stream is available, ${describeTracks(lasting.stream.tracks)}`);
  }

  #add(rank: Rank, party: Party, tracks: readonly Track[], title: string): Publication {
    const lasting = this.#lasting ??= this.#lastingFor(tracks, title);
    const options = { rank, taken: () => rank === OWN && this.events.taken() };
    const feed = lasting?.open(tracks, title, options) ?? this.#passing(tracks, title);
    const feeding = { party, feed }, begins = !this.#stream;
    const before = this.publisher, leads = rank === OWN || !before;
    if (before && leads) this.around.hooks.notify("offline", this.path);
    this.#feeding.set(rank, feeding);
    this.#cancelHold?.();
    if (begins) this.#begin(lasting?.stream ?? feed.stream);
    if (leads) this.#goOnline();
    if (begins) this.events.begun(this.#stream!);
    const what = begins ? `available and online, ${describeTracks(tracks)}` : "online";
    if (leads) this.path.log.info(`stream is ${what}`);
    if (!lasting) this.events.taken();
    return { stream: feed.stream, close: () => this.#leave(rank, feeding) };
  }

  #leave(rank: Rank, feeding: Feeding): void {
    if (this.#feeding.get(rank) !== feeding) return;
    this.#remove(rank, "the stream ended");
    this.events.left();
  }

  /** Readers stay where the stream lasts, unless nobody is left to feed it and none is wanted. */
  #remove(rank: Rank, reason: string): void {
    const { party, feed } = this.#feeding.get(rank)!, last = this.#feeding.size === 1;
    const lasts = this.#values.alwaysAvailable || this.events.wanted();
    if (!this.#lasting || last && !lasts) return this.end(reason);
    const led = party === this.publisher;
    if (led) this.around.hooks.notify("offline", this.path);
    this.#feeding.delete(rank);
    feed.close();
    if (!led) return;
    this.#onlineSince = undefined;
    this.path.log.info("stream is offline");
    if (last) return this.#hold();
    this.#goOnline();
    this.path.log.info("stream is online");
  }

  #begin(stream: Stream): void {
    this.#stream = stream;
    this.#availableSince = this.#now;
    this.around.hooks.notify("available", this.path);
  }

  #goOnline(): void {
    this.#onlineSince = this.#now;
    this.around.hooks.notify("online", this.path);
  }

  /** Keeps the readers for a while, until somebody comes. */
  #hold(): void {
    if (this.#values.alwaysAvailable) return;
    this.#cancelHold = this.around.clock.setTimer(() => {
      this.end("nobody came back in time");
      this.events.left();
    }, this.#patience);
  }

  get #patience(): number {
    const { reconnectGrace, fallbackSource } = this.#values;
    return Math.max(reconnectGrace, fallbackSource === "" ? 0 : FALLBACK_TIME);
  }

  /** A stream that outlives who feeds it, where the configuration and the codecs let it. */
  #lastingFor(tracks: readonly Track[], title: string): LastingStream | undefined {
    if (this.#patience <= 0) return undefined;
    if (canLast(tracks)) return new LastingStream(tracks, title, this.#within);
    this.path.log.warn("the stream ends with its source: not all of its codecs are known");
    return undefined;
  }

  /** A stream that passes on what it is given, and ends with it. */
  #passing(tracks: readonly Track[], title: string): Feed {
    return { stream: new Stream(tracks, title, this.#within), close() {} };
  }

  get #within(): StreamSurroundings {
    const { around, path: { log } } = this;
    return { clock: around.clock, log, random32: () => around.random32() };
  }

  get #now(): Date {
    return new Date(this.around.clock.wall());
  }
}

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
