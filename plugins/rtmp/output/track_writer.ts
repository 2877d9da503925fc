import { writeConfig, writeFrame } from "media/flv/write/message.ts";
import { type FlvTrack, flvTrack } from "media/flv/write/track.ts";
import { Malformed } from "media/malformed.ts";
import type { Track, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import { CHUNK_SIZE } from "../wire/answers.ts";
import { writeChunks } from "../wire/chunk_writer.ts";
import { AUDIO, CHANNELS, VIDEO } from "../wire/message.ts";

/** What a track writer needs of its serializer. */
export interface Timing {
  readonly messageStream: number;
  timestamp(milliseconds: number): number;
}

type Message = Uint8Array<ArrayBuffer>;

/** Bytes of a message: its length has 24 bits. */
const LONGEST = 0xffffff;

/** Makes messages of the frames of one track: each is made when the first reader asks, and kept for the others. */
export class TrackWriter {
  #config: TrackConfig | undefined;
  #track: FlvTrack | undefined;
  #header: Message | undefined | Malformed;
  #unit: AccessUnit | undefined;
  #frame: Message | undefined;

  /** `id`: of the FLV track. */
  constructor(
    private readonly timing: Timing,
    private readonly track: Track,
    private readonly id: number,
  ) {}

  /**
   * The sequence header of a config: undefined where the codec has none, Malformed where it cannot be made, as yet.
   * `unit` is the one that follows.
   */
  header(config: TrackConfig, unit?: AccessUnit): Message | undefined | Malformed {
    this.#adopt(config);
    if (!(this.#header instanceof Malformed) || !this.#track) return this.#header;
    const body = writeConfig(this.#track, unit?.payload);
    const timestamp = unit ? this.#timestampOf(unit) : 0;
    const made = body instanceof Malformed ? body : body && this.#message([body], timestamp);
    return this.#header = made;
  }

  /** A frame whose config has a header; undefined where it is longer than any message. */
  frame(unit: AccessUnit): Message | undefined {
    if (this.#unit === unit) return this.#frame;
    this.#adopt(unit.config);
    const time = this.#milliseconds(unit.dts);
    const body = writeFrame(this.#track!, {
      payload: unit.payload,
      randomAccess: unit.randomAccess,
      compositionTime: this.#milliseconds(unit.pts) - time,
    });
    this.#unit = unit;
    const fits = body.reduce((sum, part) => sum + part.length, 0) <= LONGEST;
    return this.#frame = fits ? this.#message(body, this.timing.timestamp(time)) : undefined;
  }

  #adopt(config: TrackConfig): void {
    if (config === this.#config) return;
    this.#config = config;
    this.#track = flvTrack(config, this.id);
    this.#header = new Malformed(`${config.codec}: cannot be sent`);
  }

  #message(parts: readonly Uint8Array[], timestamp: number): Message {
    const video = this.track.kind === "video", { messageStream } = this.timing;
    const message = { type: video ? VIDEO : AUDIO, stream: messageStream, timestamp, parts };
    return writeChunks(message, video ? CHANNELS.video : CHANNELS.audio, CHUNK_SIZE);
  }

  #timestampOf({ dts }: AccessUnit): number {
    return this.timing.timestamp(this.#milliseconds(dts));
  }

  #milliseconds(ticks: number): number {
    return Math.round(ticks * 1000 / this.track.clockRate);
  }
}
