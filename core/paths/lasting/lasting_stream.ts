import { Refusal } from "core/errors.ts";
import { Stream, type StreamSurroundings } from "core/stream/stream.ts";
import { writeFormat } from "media/rtp/format.ts";
import { depacketizerFor } from "media/rtp/payload/registry.ts";
import type { Track } from "media/track.ts";
import { Filler } from "../filler/filler.ts";
import type { Reel } from "../filler/reel.ts";
import { describeExactly, fit } from "./fit.ts";
import { Relay } from "./relay.ts";
import { Splice } from "./splice.ts";

/** How long a filler may wait for what is there to be over, in milliseconds. */
const PATIENCE = 500;

/** Somebody who may feed a stream that lasts. */
export interface Feed {
  /** Its own stream, which it writes to. */
  readonly stream: Stream;
  /** It leaves: the next in rank takes over, or the filler. Harmless when repeated. */
  close(): void;
}

export interface FeedOptions {
  /** The higher takes over from the lower. */
  readonly rank: number;
  /** Told when its media reach the readers. */
  taken?(): void;
}

/**
 * A stream that outlives its feeds: each writes to a stream of its own, from which the one of highest rank that has
 * something to decode is carried over. While there is none a filler is, where it has one.
 */
export class LastingStream {
  /** What readers read: it has units, and makes packets of its own. */
  readonly stream: Stream;
  readonly #splice: Splice;
  readonly #filler: Filler | undefined;
  #active: { readonly rank: number; readonly relay: Relay } | undefined;
  #closed = false;

  /** `reels`: what fills in, one a track. It begins at once. */
  constructor(
    tracks: readonly Track[],
    title: string,
    private readonly around: StreamSurroundings,
    reels?: readonly Reel[],
  ) {
    const { clock } = around;
    this.stream = new Stream(tracks.map(withoutFormat), title, around);
    const splice = this.#splice = new Splice(this.stream, clock);
    this.#filler = reels && new Filler(reels, clock, (unit) => void splice.write(unit));
    this.#fill();
  }

  /** Units of feeds that were left out, because they came too late. */
  get late(): number {
    return this.#splice.late;
  }

  /** Why these tracks cannot take the place of those that are there; undefined where they can. */
  refusal(tracks: readonly Track[]): Refusal | undefined {
    if (fit(tracks, this.stream.tracks)) return undefined;
    const [offered, expected] = [tracks, this.stream.tracks].map(describeExactly);
    return new Refusal(
      "tracks do not fit",
      `wants to publish ${offered}, but stream expects ${expected}`,
    );
  }

  /** Lets somebody feed it; a `Refusal` is thrown where the tracks do not fit. */
  open(tracks: readonly Track[], title: string, { rank, taken }: FeedOptions): Feed {
    const places = fit(tracks, this.stream.tracks);
    if (!places) throw this.refusal(tracks);
    const stream = new Stream(tracks, title, { ...this.around, counters: this.stream.counters });
    const relay = new Relay(stream, this.stream, places, this.#splice, this.around.clock, () => {
      if (!this.#take(rank, relay)) return false;
      taken?.();
      return true;
    });
    return { stream, close: () => this.#leave(relay) };
  }

  /** Ends the filler; feeds are closed by those who opened them. */
  close(): void {
    this.#closed = true;
    this.#filler?.stop();
  }

  #take(rank: number, relay: Relay): boolean {
    const active = this.#active;
    if (active?.relay === relay) return true;
    if (active && active.rank > rank || this.#closed) return false;
    active?.relay.leave();
    this.#filler?.stop();
    this.#active = { rank, relay };
    return true;
  }

  #leave(relay: Relay): void {
    relay.close();
    if (this.#active?.relay !== relay) return;
    this.#active = undefined;
    if (!this.#closed) this.#fill();
  }

  #fill(): void {
    if (!this.#filler) return;
    const { track, pts } = this.#filler.first;
    const { wait, missing } = this.#splice.begin(track, pts, PATIENCE);
    this.#filler.start(wait, missing);
  }
}

/** Whether a stream of these tracks can be carried over: not where packets are all that is known of one. */
export function canLast(tracks: readonly Track[]): boolean {
  return tracks.every(({ config, rtp }) => !rtp || depacketizerFor(config, rtp) !== undefined);
}

/** The packets of a stream that lasts are its own, and so are their formats and clock rates. */
function withoutFormat({ id, media, kind, config }: Track): Track {
  return { id, media, kind, config, clockRate: writeFormat(config, 0).clockRate };
}
