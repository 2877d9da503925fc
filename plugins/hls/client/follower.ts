import { isMalformed } from "media/malformed.ts";
import { type Clock, pause } from "net/clock.ts";
import {
  type Item,
  type MediaPlaylist,
  readPlaylist,
  type Source,
  startOf,
} from "../wire/reading/playlist.ts";
import type { FetchedText, Fetcher } from "./fetcher.ts";

/** Target durations after which a playlist that does not change is given up. */
const PATIENCE = 5;
/** Milliseconds that it is waited for at least. */
const LEAST_PATIENCE = 10_000;

/** Milliseconds that are waited where a server that should have waited has not. */
const IDLE = 200;

/** Bytes of an item. */
export interface Fetched {
  readonly item: Item;
  readonly bytes: Uint8Array;
  readonly init?: Uint8Array;
}

export interface FollowerOptions {
  readonly fetcher: Fetcher;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Takes what was fetched; resolves when there is room for more. */
  take(fetched: Fetched): Promise<void>;
}

/** What was fetched last. */
interface Place {
  readonly segment: number;
  readonly part: number;
}

/** Fetches what is listed in one media playlist, and what is added to it. */
export class Follower {
  #last: Place | undefined;
  #init: { readonly source: Source; readonly bytes: Uint8Array } | undefined;

  constructor(private readonly options: FollowerOptions) {}

  /** Resolves at the end of a playlist that has one; rejects with the reason where it cannot go on. */
  async follow(first: FetchedText): Promise<void> {
    const { clock, signal } = this.options;
    let changed = clock.now();
    for (let fetched = first;; fetched = await this.#again(first.url, fetched)) {
      const playlist = this.#read(fetched), items = this.#news(playlist);
      for (const item of items) await this.#take(item, fetched.url);
      if (playlist.ended && this.#news(playlist).length === 0) return;
      if (items.length > 0) changed = clock.now();
      const patience = Math.max(LEAST_PATIENCE, PATIENCE * 1000 * playlist.target);
      if (clock.now() - changed > patience) throw new Error("nothing is added to the playlist");
      if (!playlist.canBlock) await pause(clock, 500 * playlist.target, signal);
      else if (items.length === 0) await pause(clock, IDLE, signal);
      if (signal.aborted) throw signal.reason;
    }
  }

  #read({ text }: FetchedText): MediaPlaylist {
    const playlist = readPlaylist(text);
    if (isMalformed(playlist)) throw new Error(playlist.reason);
    if (playlist.kind !== "media") throw new Error("HLS: a variant is no media playlist");
    return playlist;
  }

  /** The same once more: what comes next is there, or comes, where the server waits for it. */
  #again(url: URL, before: FetchedText): Promise<FetchedText> {
    const { fetcher } = this.options, playlist = this.#read(before), last = this.#last;
    if (!playlist.canBlock || !last) return fetcher.playlist(url);
    const asked = new URL(url), inParts = playlist.items.at(-1)?.part !== undefined;
    asked.searchParams.set("_HLS_msn", `${inParts ? last.segment : last.segment + 1}`);
    if (inParts) asked.searchParams.set("_HLS_part", `${last.part + 1}`);
    return fetcher.playlist(asked, 3000 * playlist.target);
  }

  /** What was not fetched yet. */
  #news(playlist: MediaPlaylist): readonly Item[] {
    const { items } = playlist, last = this.#last;
    if (!last) return items.slice(startOf(playlist));
    return items.filter(({ segment, part }) =>
      segment > last.segment || (segment === last.segment && part !== undefined && part > last.part)
    );
  }

  async #take(item: Item, base: URL): Promise<void> {
    const { segment, part = Infinity } = item;
    this.#last = { segment, part };
    if (item.gap) return;
    const init = item.init && await this.#initOf(item.init, base);
    const bytes = await this.options.fetcher.segment(item, base);
    await this.options.take({ item, bytes, init });
  }

  async #initOf(source: Source, base: URL): Promise<Uint8Array> {
    const known = this.#init?.source;
    const same = known?.uri === source.uri && known.range?.offset === source.range?.offset;
    if (!same) {
      this.#init = { source, bytes: await this.options.fetcher.segment(source, base) };
    }
    return this.#init!.bytes;
  }
}
