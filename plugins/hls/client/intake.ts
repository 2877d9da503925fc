import { type FaultLog, type Stream, Timeline, TrackInput } from "core/mod.ts";
import { isMalformed } from "media/malformed.ts";
import { writeFormat } from "media/rtp/format.ts";
import type { Track } from "media/track.ts";
import type { Clock } from "net/clock.ts";
import {
  type Contents,
  type FoundFrame,
  type FoundTrack,
  SegmentReader,
} from "../wire/reading/segment_reader.ts";
import type { Fetched } from "./follower.ts";
import { ENOUGH, lengthOf, Pacer } from "./pacer.ts";

/** Tracks of one playlist, at most: those of the next count from here. */
const TRACKS = 64;
/** Milliseconds that the tracks of all playlists are waited for. */
const PATIENCE = 10_000;

export interface IntakeOptions {
  readonly clock: Clock;
  readonly faults: FaultLog;
  /** The playlists that tracks come from. */
  readonly playlists: number;
  /** Times of the wall clock are those of the playlists, else of when frames are due. */
  readonly absolute: boolean;
  publish(tracks: readonly Track[]): Stream;
  failed(error: Error): void;
}

/** A frame on the stream's time line. */
interface Placed extends FoundFrame {
  readonly key: number;
  readonly ntp: number | undefined;
}

/** What was fetched of all playlists, on its way into a stream. */
export class Intake {
  readonly #readers: SegmentReader[];
  readonly #found: (readonly FoundTrack[] | undefined)[];
  readonly #timeline = new Timeline();
  readonly #pacer: Pacer<Placed>;
  readonly #inputs = new Map<number, TrackInput>();
  #stream: Stream | undefined;
  /** Frames of each playlist that wait until the tracks of all are known. */
  readonly #held: Placed[][];
  readonly #begun = Promise.withResolvers<void>();
  #since: number | undefined;

  constructor(private readonly options: IntakeOptions) {
    const playlists = Array.from({ length: options.playlists });
    this.#readers = playlists.map(() => new SegmentReader());
    this.#found = playlists.map(() => undefined);
    this.#held = playlists.map(() => []);
    this.#pacer = new Pacer(options.clock, (frame) => this.#write(frame));
  }

  /** Takes what was fetched of a playlist; resolves when there is room for more. Throws where it cannot go on. */
  async take(playlist: number, { item, bytes, init }: Fetched): Promise<void> {
    if (this.#stream) this.#stream.counters.inboundBytes += bytes.length;
    const reader = this.#readers[playlist];
    if (item.discontinuity) reader.discontinuity();
    const contents = reader.read(bytes, init);
    if (isMalformed(contents)) throw new Error(contents.reason);
    for (const fault of contents.faults) this.options.faults.malformed(fault);
    if (contents.tracks.length > 0) this.#found[playlist] = contents.tracks;
    this.#push(playlist, this.#place(playlist, contents, item.programTime));
    if (!this.#stream && lengthOf(this.#held[playlist]) > ENOUGH) await this.#begun.promise;
    await this.#pacer.room();
  }

  /** Resolves when everything that was taken has been written. */
  drained(): Promise<void> {
    return this.#pacer.drained();
  }

  close(): void {
    this.#begun.resolve();
    this.#pacer.close();
  }

  #place(playlist: number, { frames }: Contents, programTime: number | undefined): Placed[] {
    const { clock, absolute } = this.options, now = clock.now();
    if (absolute && programTime === undefined) {
      throw new Error("useAbsoluteTimestamp needs EXT-X-PROGRAM-DATE-TIME");
    }
    const first = frames.reduce((least, { pts }) => Math.min(least, pts), Infinity);
    return frames.map((frame) => {
      const key = TRACKS * playlist + frame.track;
      const dts = this.#timeline.place(key, frame.dts, now), pts = dts + frame.pts - frame.dts;
      const ntp = absolute ? programTime! + frame.pts - first : undefined;
      return { ...frame, key, dts, pts, ntp };
    });
  }

  #push(playlist: number, frames: readonly Placed[]): void {
    if (!this.#stream) {
      for (const frame of frames) this.#held[playlist].push(frame);
      return this.#begin();
    }
    this.#pace(frames);
  }

  #pace(frames: readonly Placed[]): void {
    for (const [key, of] of Map.groupBy(frames, ({ key }) => key)) this.#pacer.push(key, of);
  }

  /** Publishes once the tracks of all playlists are known. */
  #begin(): void {
    const now = this.options.clock.now();
    this.#since ??= now;
    if (this.#found.some((tracks) => !tracks) && now - this.#since < PATIENCE) return;
    if (this.#found.every((tracks) => !tracks)) {
      throw new Error("HLS: no tracks that are supported");
    }
    const all = this.#found.flatMap((tracks, playlist) =>
      (tracks ?? []).map((track, i) => ({ ...track, key: TRACKS * playlist + i }))
    );
    const tracks = all.map(({ kind, config }, id) => trackOf(kind, config, id));
    const stream = this.#stream = this.options.publish(tracks);
    stream.epoch++;
    for (const [id, { key }] of all.entries()) {
      this.#inputs.set(key, new TrackInput(stream, tracks[id]));
    }
    for (const frames of this.#held.splice(0)) this.#pace(frames);
    this.#begun.resolve();
  }

  #write(frame: Placed): void {
    const { key, ntp = this.options.clock.wall() } = frame;
    try {
      this.#inputs.get(key)?.write({ ...frame, ntp });
    } catch (error) {
      this.options.failed(error as Error);
    }
  }
}

function trackOf(kind: Track["kind"], config: Track["config"], id: number): Track {
  const { clockRate } = writeFormat(config, 0);
  return { id, media: id, kind, clockRate, config };
}
