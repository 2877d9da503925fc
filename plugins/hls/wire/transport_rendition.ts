import { concat, equalBytes } from "media/bytes.ts";
import { codecsParameter } from "media/codecs/codecs_parameter.ts";
import { isMalformed } from "media/malformed.ts";
import { outputTrack } from "media/mp4/write/track.ts";
import { TsMuxer } from "media/mpegts/write/muxer.ts";
import type { Track, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Boundary, Rendition } from "./rendition.ts";
import type { Window } from "./window.ts";

/** What decoders were told of a track. */
interface Told {
  readonly track: Track;
  config: TrackConfig;
}

/** All tracks as one MPEG transport stream. */
export class TransportRendition implements Rendition {
  readonly id = "main";
  readonly contentType = "video/mp2t";
  readonly #told: ReadonlyMap<number, Told>;
  readonly #muxer: TsMuxer;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #boundary: Boundary | undefined;
  /** Pictures, and the seconds that they last, of segments that have ended. */
  #pictures = 0;
  #seconds = 0;
  #open = 0;

  constructor(readonly window: Window, tracks: readonly Track[]) {
    this.#told = new Map(tracks.map((track) => [track.id, { track, config: track.config }]));
    this.#muxer = new TsMuxer(tracks);
  }

  get codecs(): readonly string[] {
    return [...this.#told.values()].flatMap(({ config }) => codecsParameter(config) ?? []);
  }

  get resolution(): { width: number; height: number } | undefined {
    const video = [...this.#told.values()].find(({ track }) => track.kind === "video");
    const output = video && outputTrack(1, video.config, 1);
    if (!output || isMalformed(output)) return undefined;
    return { width: output.width!, height: output.height! };
  }

  get frameRate(): number | undefined {
    return this.#seconds > 0 ? this.#pictures / this.#seconds : undefined;
  }

  get size(): number {
    return this.#size;
  }

  fits({ track, config }: AccessUnit): boolean {
    const told = this.#told.get(track)!;
    if (config === told.config) return true;
    const [before, now] = [told.config, config].map((each) => outputTrack(1, each, 1));
    if (!before || !now || isMalformed(before) || isMalformed(now)) return false;
    if (!equalBytes(before.entry, now.entry)) return false;
    told.config = config;
    return true;
  }

  begins(unit: AccessUnit): boolean {
    return unit.randomAccess;
  }

  cut(boundary: Boundary): void {
    this.#end(boundary.time + boundary.shift);
    this.#boundary = boundary;
    this.#muxer.restart();
    const { ntp, discontinuity } = boundary;
    this.window.begin({ programTime: ntp, discontinuity });
  }

  write(unit: AccessUnit): void {
    const told = this.#told.get(unit.track)!, { shift } = this.#boundary!;
    told.config = unit.config;
    const ticks = Math.round(shift * told.track.clockRate);
    const bytes = this.#muxer.write({ ...unit, pts: unit.pts + ticks, dts: unit.dts + ticks });
    if (isMalformed(bytes)) return;
    this.#pieces.push(bytes);
    if (told.track.kind === "video") this.#open++;
    this.#size += bytes.length;
  }

  /** Completes the segment that grows: the next one begins at so many seconds of the media. */
  #end(time: number): void {
    if (!this.#boundary) return;
    const duration = time - this.#boundary.time - this.#boundary.shift;
    this.#pictures += this.#open;
    this.#open = 0;
    if (this.#pictures > 0) this.#seconds += duration;
    if (this.#size > 0) this.window.add(concat(this.#pieces), duration, true);
    this.#pieces = [];
    this.#size = 0;
    this.window.end(duration);
  }
}
