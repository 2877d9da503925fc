import { concat } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { CLOCK_RATE } from "../../timestamp.ts";
import type { ElementaryReader, EsUnit, TimedPes } from "../elementary.ts";

/** A frame of sound as its codec carries it. */
export interface SoundFrame {
  readonly config: TrackConfig;
  /** The payload of the unit. */
  readonly payload: Uint8Array;
  /** Seconds. */
  readonly duration: number;
}

/** A codec whose frames tell where they end. */
export interface SoundFraming {
  /** Bytes of the frame that begins at `at`: undefined where there are too few to tell, Malformed where none begins. */
  size(bytes: Uint8Array, at: number): number | undefined | Malformed;
  /** Reads a frame that is whole; undefined where it holds nothing. Its config is the same object while that holds. */
  read(frame: Uint8Array): SoundFrame | undefined | Malformed;
}

/** Bytes of the beginning of a frame that is kept. */
const MAX_BEGUN = 64 * 1024;

/** Finds frames of sound, of which a PES packet may hold several, and parts of those before and behind. */
export class FramedSound implements ElementaryReader {
  config: TrackConfig | undefined;
  /** The beginning of a frame, which the next packet goes on with. */
  #begun = new Uint8Array();
  /** When the next frame begins, unless it is told anew. */
  #next: number | undefined;

  constructor(private readonly framing: SoundFraming) {}

  get known(): boolean {
    return this.config !== undefined;
  }

  push({ data, pts }: TimedPes, out: EsUnit[]): Malformed | undefined {
    // The packet's time is that of the first frame that begins in it.
    const told = this.#begun.length, bytes = told > 0 ? concat([this.#begun, data]) : data;
    let at = 0, fault: Malformed | undefined, untold = pts !== undefined;
    while (at < bytes.length) {
      if (untold && at >= told) {
        this.#next = pts;
        untold = false;
      }
      const size = this.framing.size(bytes, at);
      if (size === undefined || !isMalformed(size) && at + size > bytes.length) break;
      if (!isMalformed(size)) fault = this.#emit(bytes.subarray(at, at + size), out) ?? fault;
      else fault ??= size;
      at += isMalformed(size) ? 1 : size;
    }
    this.#begun = bytes.length - at > MAX_BEGUN ? new Uint8Array() : bytes.slice(at);
    return fault;
  }

  flush(): void {
    this.reset();
  }

  reset(): void {
    this.#begun = new Uint8Array();
    this.#next = undefined;
  }

  #emit(bytes: Uint8Array, out: EsUnit[]): Malformed | undefined {
    const frame = this.framing.read(bytes), time = this.#next;
    if (!frame || isMalformed(frame)) return frame;
    this.config = frame.config;
    if (time === undefined) return new Malformed("MPEG-TS: sound without a time");
    this.#next = time + frame.duration * CLOCK_RATE;
    const pts = Math.round(time), { config, payload } = frame;
    out.push({ pts, dts: pts, randomAccess: true, payload: [payload], config });
    return undefined;
  }
}
