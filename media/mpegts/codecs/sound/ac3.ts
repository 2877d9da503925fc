import { AC3_SAMPLES, parseSyncframe } from "media/codecs/ac3/syncframe.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import type { SoundFrame, SoundFraming } from "./framed_sound.ts";

/** Bytes of a frame that are read. */
const HEADER = 8;

/** Frames of AC-3 (ATSC A/52 §5.3). */
export class Ac3Framing implements SoundFraming {
  #config: ConfigOf<"AC3"> | undefined;

  size(bytes: Uint8Array, at: number): number | undefined | Malformed {
    if (at + HEADER > bytes.length) return undefined;
    const frame = parseSyncframe(bytes, at);
    return isMalformed(frame) ? frame : Math.max(HEADER, frame.size);
  }

  read(frame: Uint8Array): SoundFrame | Malformed {
    const parsed = parseSyncframe(frame);
    if (isMalformed(parsed)) return parsed;
    const { sampleRate, channels } = parsed, before = this.#config;
    const same = before?.sampleRate === sampleRate && before.channels === channels;
    const config = this.#config = same ? before : { codec: "AC3", sampleRate, channels };
    return { config, payload: frame, duration: AC3_SAMPLES / sampleRate };
  }
}
