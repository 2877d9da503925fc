import type { Lane, Stream } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { TsMuxer } from "media/mpegts/write/muxer.ts";
import type { AccessUnit } from "media/unit.ts";

/** Makes MPEG-TS of a stream's units, each once for all who read them. */
export class TsWriter {
  readonly #muxer: TsMuxer;
  #unit: AccessUnit | undefined;
  #block: Uint8Array<ArrayBuffer> | Malformed = new Malformed("nothing is written yet");

  constructor(lanes: readonly Lane[]) {
    this.#muxer = new TsMuxer(
      lanes.map(({ track, config }) => ({ id: track.id, clockRate: track.clockRate, config })),
    );
  }

  /** Somebody begins to read: what comes next begins with the tables. */
  joined(): void {
    this.#muxer.restart();
  }

  /** Whole packets with one unit; Malformed where there is no place for it. */
  write(unit: AccessUnit): Uint8Array<ArrayBuffer> | Malformed {
    if (this.#unit === unit) return this.#block;
    this.#unit = unit;
    return this.#block = this.#muxer.write(unit);
  }
}

const shared = new WeakMap<Stream, Map<string, TsWriter>>();

/** The writer that all who read the same tracks of a stream share. */
export function sharedWriter(stream: Stream, lanes: readonly Lane[]): TsWriter {
  let all = shared.get(stream);
  if (!all) shared.set(stream, all = new Map());
  const key = lanes.map(({ track }) => track.id).join();
  let writer = all.get(key);
  if (!writer) all.set(key, writer = new TsWriter(lanes));
  return writer;
}
