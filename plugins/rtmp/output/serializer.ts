import type { Stream } from "core/mod.ts";
import { writeMetadata } from "media/flv/write/metadata.ts";
import { flvTrack } from "media/flv/write/track.ts";
import { writeData } from "../wire/command.ts";
import { CHUNK_SIZE } from "../wire/answers.ts";
import type { Chosen } from "./choice.ts";
import { TrackWriter } from "./track_writer.ts";

/** Milliseconds before the first frame at which timestamps begin: other tracks may have frames of before. */
const HEADROOM = 1000;

/** Makes messages of a stream's frames, each once for all who read them on message streams of one number. */
export class Serializer {
  readonly #writers = new Map<string, TrackWriter>();
  #base: number | undefined;

  constructor(readonly messageStream: number) {}

  /** The writer of a track that is sent in one way. */
  writer({ lane, track }: Chosen): TrackWriter {
    const key = `${lane.track.id} ${track.id}`;
    let writer = this.#writers.get(key);
    if (!writer) this.#writers.set(key, writer = new TrackWriter(this, lane.track, track.id));
    return writer;
  }

  /** `onMetaData`, with `@setDataFrame` before it where it is published. */
  metadata(chosen: readonly Chosen[], published: boolean): Uint8Array<ArrayBuffer> {
    const tracks = chosen.map(({ lane, track }) => flvTrack(lane.config, track.id) ?? track);
    const values = ["onMetaData", writeMetadata(tracks)];
    if (published) values.unshift("@setDataFrame");
    return writeData(this.messageStream, CHUNK_SIZE, ...values);
  }

  /** The timestamp (32 bits) of a time of the stream in milliseconds: it begins near 0 when somebody first reads. */
  timestamp(milliseconds: number): number {
    this.#base ??= milliseconds - HEADROOM;
    return Math.max(0, milliseconds - this.#base) >>> 0;
  }
}

const shared = new WeakMap<Stream, Map<number, Serializer>>();

/** The serializer that all readers of a stream share whose message streams have that number. */
export function sharedSerializer(stream: Stream, messageStream: number): Serializer {
  let all = shared.get(stream);
  if (!all) shared.set(stream, all = new Map());
  let serializer = all.get(messageStream);
  if (!serializer) all.set(messageStream, serializer = new Serializer(messageStream));
  return serializer;
}
