import { parseFrameHeader } from "media/codecs/mpeg_audio/frame_header.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import type { SoundFrame, SoundFraming } from "./framed_sound.ts";

const HEADER = 4;

/** Frames of MPEG-1 and MPEG-2 audio, layers I to III. */
export class MpegAudioFraming implements SoundFraming {
  readonly #config = { codec: "MPEG-1/2 Audio" } as const;

  size(bytes: Uint8Array, at: number): number | undefined | Malformed {
    if (at + HEADER > bytes.length) return undefined;
    const header = parseFrameHeader(bytes, at);
    return isMalformed(header) ? header : Math.max(HEADER, header.size);
  }

  read(frame: Uint8Array): SoundFrame | Malformed {
    const header = parseFrameHeader(frame);
    if (isMalformed(header)) return header;
    const duration = header.samples / header.sampleRate;
    return { config: this.#config, payload: frame, duration };
  }
}
