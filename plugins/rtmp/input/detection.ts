import type { FlvMetadata } from "media/flv/metadata.ts";
import type { FlvConfig, FlvFrame } from "media/flv/reader.ts";
import { writeFormat } from "media/rtp/format.ts";
import type { Track, TrackConfig } from "media/track.ts";

/** Milliseconds of media that are waited for tracks; and for those that metadata leave out, once all others are there. */
const PATIENCE = 2000, SETTLING = 200;
/** Bytes of media that are kept meanwhile. */
const MAX_HELD = 16 * 1024 * 1024;

/** A frame that waits for the tracks to be known. */
export interface Held {
  readonly frame: FlvFrame;
  /** Milliseconds on the publisher's time line. */
  readonly time: number;
  /** When it came, on the wall clock. */
  readonly ntp: number;
}

/** A number for each track of a message: kinds count for themselves. */
export function keyOf({ kind, track }: Pick<FlvFrame, "kind" | "track">): number {
  return kind === "video" ? track : 256 + track;
}

/**
 * Finds out which tracks a publisher has: those that its metadata announce, as soon as all of them are known; else
 * those that are found in the first seconds.
 */
export class Detection {
  readonly #announced = new Set<number>();
  readonly #known = new Map<number, TrackConfig>();
  readonly #held: Held[] = [];
  #bytes = 0;
  #first = Infinity;
  #firstAt = 0;

  /** Takes what metadata announce. */
  metadata({ video, audio }: FlvMetadata): void {
    this.#announced.clear();
    for (const { id, codec } of video) if (codec) this.#announced.add(id);
    for (const { id, codec } of audio) if (codec) this.#announced.add(256 + id);
  }

  config(event: FlvConfig): void {
    this.#known.set(keyOf(event), event.config);
  }

  /** Keeps a frame that came at `now`: true once the tracks are known. */
  frame(held: Held, now: number): boolean {
    if (this.#held.length === 0) this.#firstAt = now;
    this.#held.push(held);
    this.#known.set(keyOf(held.frame), held.frame.config);
    for (const part of held.frame.payload) this.#bytes += part.length;
    this.#first = Math.min(this.#first, held.time);
    const waited = Math.max(held.time - this.#first, now - this.#firstAt);
    return waited >= (this.#complete ? SETTLING : PATIENCE) || this.#bytes >= MAX_HELD;
  }

  /** What was found, by key: video first. */
  get tracks(): ReadonlyMap<number, Track> {
    const known = [...this.#known].sort(([a], [b]) => a - b);
    return new Map(known.map(([key, config], id) => [key, trackOf(key, config, id)]));
  }

  /** The frames that came meanwhile. */
  get held(): readonly Held[] {
    return this.#held;
  }

  get #complete(): boolean {
    return this.#announced.size > 0 && [...this.#announced].every((key) => this.#known.has(key));
  }
}

function trackOf(key: number, config: TrackConfig, id: number): Track {
  const { clockRate } = writeFormat(config, 0);
  return { id, media: id, kind: key < 256 ? "video" : "audio", clockRate, config };
}
