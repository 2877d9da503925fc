import type { Malformed } from "media/malformed.ts";
import type { Kind } from "media/track.ts";
import { unwrap33 } from "../timestamp.ts";
import { type Content, contentOf, isVideo } from "../codecs/registry.ts";
import { Detection } from "./detection.ts";
import type { EsUnit } from "../codecs/elementary.ts";
import type { TsEvent } from "./event.ts";
import { Stream, type StreamSink, type Timing } from "./stream.ts";
import type { StreamEntry } from "../psi/tables.ts";

/** Bytes of pictures that are kept of all streams together, and of one; and of one of anything else. */
const ALL_PICTURES = 32 * 1024 * 1024, ONE_PICTURE = 10 * 1024 * 1024, OTHERS = 128 * 1024;

/** More is not told of. */
const MAX_SKIPPED = 64;

/** The streams of one programme, and what is known of its tracks. */
export class Programme implements StreamSink, Timing {
  readonly #streams = new Map<number, Stream>();
  /** What was told to be left out. */
  readonly #skipped = new Set<string>();
  #detection: Detection | undefined;
  /** Ticks of 90 kHz of the last timestamp. */
  now: number | undefined;

  constructor(private readonly tell: (event: TsEvent) => void) {}

  /** Takes a programme map: what was there before and is no more is forgotten. */
  map(entries: readonly StreamEntry[]): void {
    const before = [...this.#streams.values()];
    const videos = entries.filter((entry) => isVideo(contentOf(entry))).length;
    const limit = Math.min(ONE_PICTURE, Math.floor(ALL_PICTURES / videos));
    this.#streams.clear();
    for (const entry of entries) {
      const content = contentOf(entry);
      const same = before.find((one) => one.pid === entry.pid && one.content === content);
      const stream = same ?? this.#open(entry, content, isVideo(content) ? limit : OTHERS);
      if (stream) this.#streams.set(entry.pid, stream);
    }
    this.#detect(before);
  }

  /** The stream of a PID. */
  stream(pid: number): Stream | undefined {
    return this.#streams.get(pid);
  }

  flush(): void {
    for (const stream of this.#streams.values()) stream.flush();
    if (this.#detection) this.#begin(this.#detection);
  }

  place(wrapped: number): number {
    return this.now = this.now === undefined ? wrapped : unwrap33(this.now, wrapped);
  }

  units(stream: Stream, units: readonly EsUnit[]): void {
    const detection = this.#detection;
    for (const unit of units) {
      if (detection) detection.hold(stream, unit);
      else this.#unit(stream, unit);
    }
    if (detection?.done) this.#begin(detection);
  }

  malformed(fault: Malformed): void {
    this.tell(fault);
  }

  lost(packets: number): void {
    this.tell({ type: "lost", packets });
  }

  #open({ pid, streamType }: StreamEntry, content: Content | undefined, limit: number) {
    if (content) return new Stream(pid, content, limit, this, this);
    this.#skip(`stream type 0x${streamType.toString(16).padStart(2, "0")} (PID ${pid})`);
    return undefined;
  }

  /** Tracks stay where they are if the streams are of the same codecs as before, in the same order. */
  #detect(before: readonly Stream[]): void {
    const streams = [...this.#streams.values()], known = !this.#detection;
    const alike = before.length === streams.length && before.length > 0;
    if (alike && streams.every((stream, i) => stream === before[i])) return;
    if (alike && known && streams.every(({ content }, i) => content === before[i].content)) {
      streams.forEach((stream, i) => stream.track = before[i].track);
      return;
    }
    this.#detection = new Detection(streams);
    if (streams.length === 0) this.#begin(this.#detection);
  }

  #begin(detection: Detection): void {
    this.#detection = undefined;
    for (const stream of this.#streams.values()) stream.track = undefined;
    const tracks = detection.found.map((stream, track) => {
      const config = stream.reader.config!;
      stream.track = track;
      return { kind: kindOf(stream.content), config };
    });
    this.tell({ type: "tracks", tracks });
    for (const { stream, unit } of detection.held) this.#unit(stream, unit);
  }

  #unit(stream: Stream, unit: EsUnit): void {
    const { track, pid } = stream;
    if (track !== undefined) return this.tell({ type: "unit", track, ...unit });
    const what = `${unit.config.codec} (PID ${pid}) that began after the others had`;
    this.#skip(what);
  }

  #skip(what: string): void {
    if (this.#skipped.has(what) || this.#skipped.size >= MAX_SKIPPED) return;
    this.#skipped.add(what);
    this.tell({ type: "skipped", what });
  }
}

function kindOf(content: Content): Kind {
  return isVideo(content) ? "video" : content.startsWith("KLV") ? "application" : "audio";
}
