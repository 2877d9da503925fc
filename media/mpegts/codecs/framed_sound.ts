import { concat } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { CLOCK_RATE } from "../timestamp.ts";
import type { ElementaryReader, EsUnit, TimedPes } from "./elementary.ts";

/** What the header of a frame of sound tells. */
export interface SoundFrame {
  /** Bytes with the header. */
  readonly size: number;
  /** Seconds. */
  readonly duration: number;
  /** Tells whether the config of the last frame still holds. */
  readonly key: string;
  config(): TrackConfig | Malformed;
  /** The payload of the unit, of the bytes of the whole frame; undefined where it is none. */
  payload(frame: Uint8Array): Uint8Array | undefined;
}

/** A codec whose frames tell where they end. */
export interface SoundFraming {
  /** Bytes that `read` needs to tell. */
  readonly headerSize: number;
  /** Reads the header at `at`: Malformed where none begins there. */
  read(bytes: Uint8Array, at: number): SoundFrame | Malformed;
}

/** Finds frames of sound, of which a PES packet may hold several, and parts of those before and behind. */
export class FramedSound implements ElementaryReader {
  config: TrackConfig | undefined;
  #key: string | undefined;
  /** The beginning of a frame, which the next packet goes on with. */
  #begun = new Uint8Array();
  /** When the next frame begins, unless it is told anew. */
  #next: number | undefined;

  constructor(private readonly framing: SoundFraming) {}

  get known(): boolean {
    return this.config !== undefined;
  }

  push({ data, pts }: TimedPes, out: EsUnit[]): Malformed | undefined {
    const bytes = this.#begun.length > 0 ? concat([this.#begun, data]) : data;
    // The packet's time is that of the first frame that begins in it.
    const toldFrom = this.#begun.length;
    let told = pts, at = 0;
    let fault: Malformed | undefined;
    this.#begun = new Uint8Array();
    while (at < bytes.length) {
      if (told !== undefined && at >= toldFrom) {
        this.#next = told;
        told = undefined;
      }
      if (at + this.framing.headerSize > bytes.length) break;
      const frame = this.framing.read(bytes, at);
      if (isMalformed(frame)) {
        fault ??= frame;
        at++;
        continue;
      }
      if (at + frame.size > bytes.length) break;
      fault = this.#emit(frame, bytes.subarray(at, at + frame.size), out) ?? fault;
      at += frame.size;
    }
    this.#begun = bytes.slice(at);
    return fault;
  }

  flush(): void {
    this.reset();
  }

  reset(): void {
    this.#begun = new Uint8Array();
    this.#next = undefined;
  }

  #emit(frame: SoundFrame, bytes: Uint8Array, out: EsUnit[]): Malformed | undefined {
    if (frame.key !== this.#key) {
      const config = frame.config();
      if (isMalformed(config)) return config;
      this.config = config;
      this.#key = frame.key;
    }
    const payload = frame.payload(bytes), time = this.#next;
    if (time === undefined) return new Malformed("MPEG-TS: sound without a time");
    this.#next = time + frame.duration * CLOCK_RATE;
    if (!payload) return undefined;
    const pts = Math.round(time);
    out.push({ pts, dts: pts, randomAccess: true, payload: [payload], config: this.config! });
    return undefined;
  }
}
