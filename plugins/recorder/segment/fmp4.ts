import { equalBytes } from "media/bytes.ts";
import { soundDuration } from "media/codecs/duration.ts";
import { isMalformed } from "media/malformed.ts";
import { writeMtxi } from "media/mp4/mtxi.ts";
import { fragmentHeader, type Sample } from "media/mp4/write/fragment.ts";
import { initSegment } from "media/mp4/write/movie.ts";
import { samplesOf } from "media/mp4/write/sample.ts";
import { type OutputTrack, outputTrack } from "media/mp4/write/track.ts";
import type { Codec, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Format, Place, RecordedTrack, Segment, SegmentOptions } from "./segment.ts";

const CODECS: ReadonlySet<Codec> = new Set<Codec>([
  ...["AV1", "VP9", "H265", "H264", "MPEG-4 Video", "MPEG-1/2 Video", "M-JPEG"] as const,
  ...["Opus", "MPEG-4 Audio", "MPEG-4 Audio LATM", "MPEG-1/2 Audio", "AC3"] as const,
  ...["G711", "LPCM"] as const,
]);
/** Their pictures tell what may change, not their config. */
const TELLING: ReadonlySet<Codec> = new Set<Codec>(["VP9", "MPEG-1/2 Video", "M-JPEG"]);
const NANOSECONDS = 1e9;

/** Fragmented MP4: a file is whole after each part that was written. */
export const fmp4: Format = {
  canCarry: ({ codec }: TrackConfig) => CODECS.has(codec),
  begin: (options) => new Fmp4Segment(options),
};

/** A track on its way into a file. */
class Outlet {
  /** The config of the last unit that was let in. */
  config: TrackConfig | undefined;
  described: OutputTrack | undefined;
  /** Of the part. */
  samples: Sample[] = [];
  /** When the first of them is decoded, and when the next one would be. */
  dts = 0;
  #next = 0;
  /** What times in the file count from. */
  readonly base: number;

  constructor(readonly track: RecordedTrack, start: number) {
    this.base = Math.round(start * track.clockRate);
  }

  /** Samples follow each other: where the next one comes later, the last one lasts until then. */
  reach(time: number): void {
    const dts = Math.max(0, time - this.base), gap = dts - this.#next, last = this.samples.at(-1);
    if (!last) this.dts = this.#next = dts;
    else if (gap > 0) {
      this.samples[this.samples.length - 1] = { ...last, duration: last.duration + gap };
      this.#next = dts;
    }
  }

  push(sample: Sample): void {
    this.samples.push(sample);
    this.#next += sample.duration;
  }

  describe(config: TrackConfig, payload?: AccessUnit["payload"]): OutputTrack | undefined {
    const { index, clockRate } = this.track;
    const described = outputTrack(index + 1, config, clockRate, payload);
    return isMalformed(described) ? undefined : described;
  }
}

class Fmp4Segment implements Segment {
  readonly #outlets: readonly Outlet[];
  /** Once the beginning of the file is written, no track can be added. */
  #begun = false;
  #sequence = 0;
  #partStart: number | undefined;
  #partSize = 0;

  constructor(private readonly options: SegmentOptions) {
    const { tracks, start } = options;
    this.#outlets = tracks.map((track) => new Outlet(track, start.time));
  }

  placeOf(track: RecordedTrack, unit: AccessUnit): Place {
    const outlet = this.#outlets[track.index], { config, payload } = unit;
    const known = config === outlet.config;
    if (known && !(unit.randomAccess && TELLING.has(config.codec))) return "here";
    const described = outlet.describe(config, payload), before = outlet.described;
    if (!described) return "nowhere";
    if (before ? !equalBytes(before.entry, described.entry) : this.#begun) return "next";
    outlet.config = config;
    outlet.described = described;
    return "here";
  }

  add(track: RecordedTrack, unit: AccessUnit, duration: number): undefined {
    const time = unit.dts / track.clockRate;
    if (this.#partStart !== undefined && time - this.#partStart >= this.options.partDuration) {
      this.#flush();
    }
    this.#partStart ??= time;
    const outlet = this.#outlets[track.index];
    outlet.reach(unit.dts);
    for (const sample of samplesIn(track, unit, duration)) {
      outlet.push(sample);
      this.#partSize += sample.size;
    }
    if (this.#partSize > this.options.maxPartSize) throw new Error("reached maximum part size");
  }

  async close(duration: number): Promise<void> {
    this.#flush();
    const head = this.#begun ? () => this.#head(Math.round(duration * 1000)) : undefined;
    await this.options.output.close(head);
  }

  #flush(): void {
    const full = this.#outlets.filter(({ samples }) => samples.length > 0);
    if (full.length === 0) return;
    if (!this.#begun) this.#begin();
    const runs = full.map(({ track, dts, samples }) => ({ track: track.index + 1, dts, samples }));
    const data = runs.flatMap(({ samples }) => samples.flatMap(({ data }) => data));
    this.options.output.write(fragmentHeader(++this.#sequence, runs), ...data);
    for (const outlet of full) outlet.samples = [];
    this.#partStart = undefined;
    this.#partSize = 0;
  }

  /** Tracks that nothing has come of yet are there where their config tells all that it takes. */
  #begin(): void {
    for (const outlet of this.#outlets) {
      if (outlet.described) continue;
      const { config } = outlet.track;
      outlet.described = outlet.describe(config);
    }
    this.#begun = true;
    this.options.output.write(this.#head(0));
  }

  #head(duration: number): Uint8Array {
    const { streamId, start: { number, time, ntp } } = this.options;
    const info = { streamId, number, dts: Math.round(time * NANOSECONDS), ntp };
    const tracks = this.#outlets.flatMap(({ described }) => described ?? []);
    return initSegment(tracks, { duration, userData: [writeMtxi(info)] });
  }
}

/** The samples of a unit: the last of several lasts until the next unit. */
function samplesIn(
  { clockRate }: RecordedTrack,
  { config, payload, pts, dts, randomAccess }: AccessUnit,
  duration: number,
): Sample[] {
  const made = samplesOf(config, payload);
  let left = duration;
  return made.map(({ data, size }, i) => {
    const own = i < made.length - 1 ? soundDuration(config, data, clockRate) ?? 0 : left;
    const lasts = Math.min(own, left);
    left -= lasts;
    return { data: data.map(held), size, duration: lasts, offset: pts - dts, randomAccess };
  });
}

/** Bytes that keep much more than themselves in memory are copied. */
function held(bytes: Uint8Array): Uint8Array {
  return 2 * bytes.byteLength < bytes.buffer.byteLength ? bytes.slice() : bytes;
}
