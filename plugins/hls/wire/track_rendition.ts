import { equalBytes } from "media/bytes.ts";
import { codecsParameter } from "media/codecs/codecs_parameter.ts";
import { soundDuration } from "media/codecs/duration.ts";
import { isMalformed } from "media/malformed.ts";
import { fragment, type Sample } from "media/mp4/write/fragment.ts";
import { initSegment } from "media/mp4/write/movie.ts";
import { type SampleData, samplesOf } from "media/mp4/write/sample.ts";
import { type OutputTrack, outputTrack } from "media/mp4/write/track.ts";
import { withParameterSets } from "media/parameter_sets.ts";
import type { Track, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Boundary, Rendition } from "./rendition.ts";
import type { Resource } from "./segment.ts";
import type { Window } from "./window.ts";

/** The only track of each of its files. */
const TRACK_ID = 1;
/** Parts may be so many seconds shorter than asked for: times are rounded. */
const TOLERANCE = 0.001;
/** Seconds of a unit where nothing tells. */
const GUESS = 0.04;

export interface TrackRenditionOptions {
  readonly track: Track;
  /** Seconds of a part, at least. */
  readonly partDuration: number;
}

/** A config, and the unit that it begins with, where that is known. */
type Described = Pick<AccessUnit, "config"> & Partial<Pick<AccessUnit, "payload">>;

/** A unit whose duration is not known before the next one is there. */
interface Held {
  readonly unit: AccessUnit;
  /** Ticks of the media. */
  readonly dts: number;
}

/** One track as fragments of MP4. */
export class TrackRendition implements Rendition {
  readonly id: string;
  readonly contentType: string;
  readonly #track: Track;
  /** The boundary that waits for a unit of behind it, until there is another: no units must not hold up playlists. */
  #next: Boundary | undefined;
  #output: OutputTrack | undefined;
  #config: TrackConfig | undefined;
  #init: Resource | undefined;
  #inits = 0;
  /** The next sample is the first behind another init segment. */
  #changed = false;
  #codec: string | undefined;
  #held: Held | undefined;
  /** Ticks added to the stream's. */
  #shift = 0;
  #samples: Sample[] = [];
  #begun = 0;
  #ticks = 0;
  #fragments = 0;
  /** Seconds on the stream's time line. */
  #segmentBegan = 0;
  /** Pictures, and the seconds that they last. */
  #shown = { units: 0, seconds: 0 };

  constructor(readonly window: Window, private readonly options: TrackRenditionOptions) {
    const { track } = options, { kind } = track;
    this.#track = track;
    this.id = `${kind}${track.id + 1}`;
    this.contentType = `${kind}/mp4`;
  }

  get codecs(): readonly string[] {
    return this.#codec === undefined ? [] : [this.#codec];
  }

  get size(): number {
    return this.window.open?.size ?? 0;
  }

  get resolution(): { width: number; height: number } | undefined {
    const { width, height } = this.#output ?? {};
    return width && height ? { width, height } : undefined;
  }

  /** Pictures a second, on average. */
  get frameRate(): number | undefined {
    const { units, seconds } = this.#shown;
    return this.#track.kind === "video" && seconds > 0 ? units / seconds : undefined;
  }

  fits(unit: AccessUnit): boolean {
    // VP9 tells what it is in its key frames, and only there.
    const vp9 = unit.config.codec === "VP9" && this.#output !== undefined;
    if (vp9 && !unit.randomAccess) return true;
    if (unit.config === this.#config && !vp9) return true;
    const output = this.#describe(unit);
    if (!output) return false;
    // Parameter sets that are sent again make another config of the same content.
    if (!this.#output || !equalBytes(output.entry, this.#output.entry)) return false;
    this.#config = unit.config;
    return true;
  }

  begins(unit: AccessUnit): boolean {
    return unit.randomAccess && this.#describe(unit) !== undefined;
  }

  cut(boundary: Boundary): void {
    if (this.#next) this.#pass(this.#next);
    this.#next = boundary;
  }

  write(unit: AccessUnit): void {
    const { clockRate } = this.#track, time = unit.dts / clockRate;
    let dts = unit.dts + this.#shift;
    if (this.#held && !this.#next?.jump) {
      if (dts < this.#held.dts) return;
      this.#resolve(dts);
    }
    const changes = !this.fits(unit);
    if (this.#next && this.#next.time <= time) {
      this.#pass(this.#next, unit);
      this.#next = undefined;
      dts = unit.dts + this.#shift;
    }
    if (!this.window.open || (changes && !this.fits(unit))) return;
    if (dts !== this.#begun + this.#ticks) this.#part();
    if (this.#samples.length === 0) this.#begun = dts;
    this.#held = { unit, dts };
  }

  /** Ends the segment, and begins the next one, with `unit` where it is there. */
  #pass(boundary: Boundary, unit?: AccessUnit): void {
    const { window } = this, { clockRate } = this.#track;
    if (this.#held && (boundary.jump || !unit)) this.#resolveAlone();
    this.#part();
    window.end(boundary.time - this.#segmentBegan);
    this.#segmentBegan = boundary.time;
    this.#shift = Math.round(boundary.shift * clockRate);
    if (unit ? !this.fits(unit) : !this.#output) {
      this.#adopt(unit ?? { config: this.#track.config });
    }
    const presented = unit ? unit.pts / clockRate : boundary.presented;
    window.begin({
      programTime: boundary.ntp + 1000 * (presented - boundary.presented),
      discontinuity: boundary.discontinuity,
      init: this.#init,
    });
  }

  /** Takes over what decoders must know of what follows. */
  #adopt(next: Described): void {
    const output = this.#describe(next);
    if (!output) return;
    this.#output = output;
    this.#config = next.config;
    this.#codec = codecsParameter(next.config, next.payload);
    this.#changed = this.#inits > 0;
    const count = ++this.#inits, { name } = this.window.options;
    this.#init = {
      name: `${name}_init${count > 1 ? count : ""}.mp4`,
      bytes: initSegment([output]),
    };
  }

  #describe({ config, payload }: Described): OutputTrack | undefined {
    const output = outputTrack(TRACK_ID, config, this.#track.clockRate, payload);
    return isMalformed(output) ? undefined : output;
  }

  /** The unit that waits lasts until `dts`. */
  #resolve(dts: number): void {
    const { unit, dts: begun } = this.#held!;
    this.#held = undefined;
    this.#append(unit, begun, dts - begun);
  }

  /** The unit that waits lasts as long as it says itself, or as those before it. */
  #resolveAlone(): void {
    const { unit, dts } = this.#held!, { clockRate } = this.#track;
    const last = this.#samples.at(-1)?.duration ?? Math.round(GUESS * clockRate);
    this.#held = undefined;
    this.#append(unit, dts, soundDuration(unit.config, unit.payload, clockRate) ?? last);
  }

  #append(unit: AccessUnit, dts: number, duration: number): void {
    const samples = this.#samplesOf(unit), count = samples.length;
    if (count === 0) return;
    const each = Math.floor(duration / count), offset = unit.pts - unit.dts;
    for (const [i, sample] of samples.entries()) {
      const lasts = i < count - 1 ? each : duration - each * (count - 1);
      const { randomAccess } = unit;
      this.#samples.push({ ...sample, duration: lasts, offset, randomAccess });
    }
    this.#ticks = dts + duration - this.#begun;
    const { clockRate } = this.#track;
    this.#shown.units++;
    this.#shown.seconds += duration / clockRate;
    if (this.#ticks / clockRate >= this.options.partDuration - TOLERANCE) this.#part();
  }

  /**
   * Where an init segment follows another one its parameter sets come in band as well: FFmpeg reads only the first.
   */
  #samplesOf({ config, payload, randomAccess }: AccessUnit): SampleData[] {
    if (!this.#changed || !randomAccess) return samplesOf(config, payload);
    this.#changed = false;
    const bare = config.codec === "H264" || config.codec === "H265"
      ? { codec: config.codec }
      : config;
    return samplesOf(bare, withParameterSets(payload, config));
  }

  /** Makes a part of the samples that have gathered. */
  #part(): void {
    const samples = this.#samples;
    if (samples.length === 0) return;
    const run = { track: TRACK_ID, dts: this.#begun, samples };
    const bytes = fragment(++this.#fragments, [run]);
    const independent = samples.some(({ randomAccess }) => randomAccess);
    this.window.add(bytes, this.#ticks / this.#track.clockRate, independent);
    this.#begun += this.#ticks;
    this.#ticks = 0;
    this.#samples = [];
  }
}
