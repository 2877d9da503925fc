import { isMalformed, type Malformed } from "media/malformed.ts";
import { canCarry, TsMuxer } from "media/mpegts/write/muxer.ts";
import { sameConfig } from "media/parameter_sets.ts";
import type { TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Format, Place, RecordedTrack, Segment, SegmentOptions } from "./segment.ts";

/** Bytes that are written at once, however short the time. */
const MOST = 1 << 20;

/** MPEG-TS: a file can be read as far as it was written. */
export const mpegts: Format = {
  canCarry,
  begin: (options) => new TsSegment(options),
};

class TsSegment implements Segment {
  readonly #muxer: TsMuxer;
  readonly #configs: TrackConfig[];
  #waiting: Uint8Array[] = [];
  #size = 0;
  #partStart: number | undefined;

  constructor(private readonly options: SegmentOptions) {
    const { tracks } = options;
    this.#configs = tracks.map(({ config }) => config);
    this.#muxer = new TsMuxer(
      tracks.map(({ index: id, clockRate, config }) => ({ id, clockRate, config })),
    );
  }

  placeOf({ index }: RecordedTrack, { config }: AccessUnit): Place {
    const before = this.#configs[index];
    if (config !== before && !sameConfig(before, config)) return "next";
    this.#configs[index] = config;
    return "here";
  }

  add({ index, clockRate }: RecordedTrack, unit: AccessUnit): Malformed | undefined {
    const packets = this.#muxer.write({ ...unit, track: index }), time = unit.dts / clockRate;
    if (isMalformed(packets)) return packets;
    this.#partStart ??= time;
    this.#waiting.push(packets);
    this.#size += packets.length;
    if (this.#size >= MOST || time - this.#partStart >= this.options.partDuration) this.#flush();
    return undefined;
  }

  async close(): Promise<void> {
    this.#flush();
    await this.options.output.close();
  }

  #flush(): void {
    this.options.output.write(...this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    this.#partStart = undefined;
  }
}
