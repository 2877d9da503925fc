import { adoptParameterSets } from "media/parameter_sets.ts";
import type { Inspect } from "media/rtp/payload/payload.ts";
import { inspectorFor } from "media/rtp/payload/registry.ts";
import { marker, payloadEnd, payloadStart } from "media/rtp/packet.ts";
import type { Track, TrackConfig } from "media/track.ts";

/** What a batch is, as far as its packets tell. */
export interface Seen {
  /** It begins an access unit. */
  readonly start: boolean;
  /** It ends one. */
  readonly end: boolean;
  /** It holds what decoding can start with: a key frame, its parameter sets, or any audio. */
  readonly randomAccess: boolean;
  /** The track's config from this batch on. */
  readonly config: TrackConfig;
}

/** Looks at the packets of one track without joining them: where access units begin, which are random access. */
export class Framer {
  readonly #inspect: Inspect | undefined;
  #config: TrackConfig;
  #ended = true;
  #timestamp = -1;

  constructor(track: Track) {
    this.#config = track.config;
    this.#inspect = track.kind === "video" ? inspectorFor(track.config) : undefined;
  }

  /** Looks at the packets `bytes[offsets[i] .. offsets[i] + sizes[i]]`, all of `timestamp`, in order. */
  look(
    bytes: Uint8Array,
    offsets: readonly number[],
    sizes: readonly number[],
    timestamp: number,
  ): Seen {
    const start = this.#ended || timestamp !== this.#timestamp;
    let randomAccess = this.#inspect === undefined;
    if (this.#inspect) {
      for (let i = 0; i < offsets.length; i++) {
        const from = offsets[i], to = from + sizes[i];
        const seen = this.#inspect(
          bytes,
          payloadStart(bytes, from, to),
          payloadEnd(bytes, from, to),
        );
        if (seen.parameterSets.length > 0) {
          this.#config = adoptParameterSets(this.#config, seen.parameterSets);
          randomAccess = true;
        }
        randomAccess ||= seen.randomAccess;
      }
    }
    const end = marker(bytes, offsets[offsets.length - 1]);
    this.#ended = end;
    this.#timestamp = timestamp;
    return { start, end, randomAccess, config: this.#config };
  }
}
