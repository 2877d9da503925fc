import { concat } from "media/bytes.ts";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { type Mp4Track, readMp4 } from "media/mp4/read/mp4.ts";
import { payloadOf } from "media/mp4/read/payload.ts";
import { TsDemuxer } from "media/mpegts/read/demuxer.ts";
import type { TsEvent } from "media/mpegts/read/event.ts";
import type { Kind, TrackConfig } from "media/track.ts";

/** A track that was found in segments. */
export interface FoundTrack {
  readonly kind: Kind;
  readonly config: TrackConfig;
}

/** A frame of a segment. */
export interface FoundFrame {
  /** Its place among the tracks. */
  readonly track: number;
  /** Milliseconds on the time line of the segments. */
  readonly pts: number;
  readonly dts: number;
  readonly randomAccess: boolean;
  readonly payload: readonly Uint8Array[];
  readonly config: TrackConfig;
}

/** What was found in a segment. */
export interface Contents {
  /** Those of all segments so far: none while they do not tell. */
  readonly tracks: readonly FoundTrack[];
  /** In order of decoding. */
  readonly frames: readonly FoundFrame[];
  /** What had to be left out. */
  readonly faults: readonly string[];
}

/** Ticks a millisecond of MPEG-TS. */
const TS_TICKS = 90;

/** Takes the segments of one playlist apart: MPEG-TS, or fragments of MP4 with their init segments. */
export class SegmentReader {
  #demuxer = new TsDemuxer();
  #tracks: readonly FoundTrack[] = [];
  /** Configs that were told before, so that the same are the same object. */
  #configs: TrackConfig[] = [];
  #init: Uint8Array | undefined;

  /** Takes a segment, or a part of one. Malformed where it is not what its init segment says. */
  read(bytes: Uint8Array, init?: Uint8Array): Contents | Malformed {
    return init ? this.#readMp4(bytes, init) : this.#readTs(bytes);
  }

  /** What follows does not go on from what was before. */
  discontinuity(): void {
    this.#demuxer = new TsDemuxer();
  }

  #readTs(bytes: Uint8Array): Contents {
    const frames: FoundFrame[] = [], faults: string[] = [];
    const take = (event: TsEvent) => {
      if (isMalformed(event)) faults.push(event.reason);
      else if (event.type === "tracks") this.#tracks = event.tracks;
      else if (event.type === "skipped") faults.push(`skipping ${event.what}`);
      else if (event.type === "unit") {
        const { pts, dts } = event;
        frames.push({ ...event, pts: pts / TS_TICKS, dts: dts / TS_TICKS });
      }
    };
    this.#demuxer.receive(bytes).forEach(take);
    this.#demuxer.flush().forEach(take);
    return { tracks: this.#tracks, frames, faults };
  }

  #readMp4(bytes: Uint8Array, init: Uint8Array): Contents | Malformed {
    const whole = concat([init, bytes]), read = readMp4(whole);
    if (isMalformed(read)) return read;
    const tracks = read.filter(({ config }) => config !== undefined);
    if (init !== this.#init) {
      this.#init = init;
      this.#configs = tracks.map(({ config }) => config!);
      if (this.#tracks.length === 0) {
        this.#tracks = tracks.map(({ kind, config }) => ({ kind, config: config! }));
      }
    }
    if (this.#tracks.length === 0) {
      return new Malformed("HLS: no track has a codec that is supported");
    }
    const frames: FoundFrame[] = [], faults: string[] = [];
    for (const [i, track] of tracks.entries()) this.#frames(whole, track, i, frames, faults);
    frames.sort((a, b) => a.dts - b.dts);
    return { tracks: this.#tracks, frames, faults };
  }

  #frames(
    bytes: Uint8Array,
    track: Mp4Track,
    place: number,
    frames: FoundFrame[],
    faults: string[],
  ): void {
    const config = this.#configs[place], milliseconds = 1000 / track.timescale;
    for (const sample of track.samples) {
      const payload = payloadOf(bytes, track, sample);
      if (isMalformed(payload)) {
        faults.push(payload.reason);
        continue;
      }
      const randomAccess = track.kind !== "video" || isRandomAccess(config, payload);
      const times = { pts: sample.pts * milliseconds, dts: sample.dts * milliseconds };
      frames.push({ track: place, ...times, randomAccess, payload, config });
    }
  }
}
