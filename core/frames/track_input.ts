import { SoundClock } from "core/frames/sound_clock.ts";
import type { Stream } from "core/stream/stream.ts";
import { OBU_SEQUENCE_HEADER, obuType } from "media/codecs/av1/obu.ts";
import { adoptParameterSets } from "media/parameter_sets.ts";
import type { Track, TrackConfig } from "media/track.ts";

/** A frame, its times in milliseconds on its publisher's `Timeline`. */
export interface TimedFrame {
  readonly pts: number;
  readonly dts: number;
  /** When it came, on the wall clock. */
  readonly ntp: number;
  readonly randomAccess: boolean;
  /** As `AccessUnit.payload`. */
  readonly payload: readonly Uint8Array[];
  /** As its publisher has told it: the same object while that holds. */
  readonly config: TrackConfig;
}

/** The frames of one track on their way into a stream. */
export class TrackInput {
  readonly #sound: SoundClock | undefined;
  /** As the last header said, and with the parameter sets that came in the frames themselves since. */
  #told: TrackConfig;
  #config: TrackConfig;

  constructor(private readonly stream: Stream, private readonly track: Track) {
    this.#told = this.#config = track.config;
    this.#sound = track.kind === "audio" ? new SoundClock(track.clockRate) : undefined;
  }

  /** Throws where a track goes on in a way that its readers have not been told of. */
  admit({ codec }: TrackConfig): void {
    const before = this.track.config.codec;
    if (codec !== before) throw new Error(`the codec of a track has changed: ${before}, ${codec}`);
  }

  write(frame: TimedFrame): void {
    const { payload, randomAccess, dts, ntp } = frame;
    const { id, clockRate } = this.track;
    this.admit(frame.config);
    if (frame.config !== this.#told) this.#told = this.#config = frame.config;
    if (randomAccess) {
      this.#config = adoptParameterSets(this.#config, setsIn(payload, this.#config));
    }
    const ticks = (milliseconds: number) => Math.round(milliseconds * clockRate / 1000);
    const shown = ticks(frame.pts);
    const pts = this.#sound ? this.#sound.place(shown, frame.config, payload) : shown;
    this.stream.writeUnit({
      track: id,
      pts,
      dts: this.#sound ? pts : Math.min(pts, ticks(dts)),
      ntp,
      randomAccess,
      payload,
      config: this.#config,
      epoch: this.stream.epoch,
    });
  }
}

/** What of a payload may be parameter sets. */
function setsIn(payload: readonly Uint8Array[], { codec }: TrackConfig): readonly Uint8Array[] {
  if (codec !== "AV1") return payload;
  return payload.filter((obu) => obuType(obu) === OBU_SEQUENCE_HEADER);
}
