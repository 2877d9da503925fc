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
    this.#inspect = track.kind === "video" ? inspectorFor(track.config, track.rtp) : undefined;
  }

  /** Looks at the packets `bytes[offsets[i] .. offsets[i] + sizes[i]]`, all of `timestamp`, in order. */
  look(
    bytes: Uint8Array,
    offsets: readonly number[],
    sizes: readonly number[],
    timestamp: number,
  ): Seen {
    const boundary = this.#ended || timestamp !== this.#timestamp;
    const end = marker(bytes, offsets[offsets.length - 1]);
    const { begins, randomAccess } = this.#inspectAll(bytes, offsets, sizes);
    this.#ended = end;
    if (begins !== undefined) this.#timestamp = timestamp;
    else this.#ended ||= boundary;
    return { start: boundary && begins === true, end, randomAccess, config: this.#config };
  }

  /** `begins`: what the first packet with a payload says; undefined where none has one. */
  #inspectAll(bytes: Uint8Array, offsets: readonly number[], sizes: readonly number[]) {
    const inspect = this.#inspect;
    if (!inspect) return { begins: true, randomAccess: true };
    let begins: boolean | undefined, randomAccess = false;
    const sets: Uint8Array[] = [];
    for (let i = 0; i < offsets.length; i++) {
      const from = offsets[i], to = from + sizes[i];
      const start = payloadStart(bytes, from, to), end = payloadEnd(bytes, from, to);
      if (start === end) continue;
      const seen = inspect(bytes, start, end);
      begins ??= seen.start;
      randomAccess ||= seen.randomAccess;
      sets.push(...seen.parameterSets);
    }
    this.#config = adoptParameterSets(this.#config, sets);
    return { begins, randomAccess: randomAccess || sets.length > 0 };
  }
}
