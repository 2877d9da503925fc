import { type AdtsHeader, parseAdtsHeader } from "media/codecs/aac/adts.ts";
import { encodeAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { configOfAac } from "media/codecs/aac/record.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import type { SoundFrame, SoundFraming } from "./framed_sound.ts";

const HEADER = 7;
/** Samples of a frame with an ADTS header. */
const SAMPLES = 1024;

/** AAC behind ADTS headers (ISO/IEC 14496-3 §1.A.2.2). */
export class AdtsFraming implements SoundFraming {
  #key = "";
  #config: ConfigOf<"MPEG-4 Audio"> | undefined;

  size(bytes: Uint8Array, at: number): number | undefined | Malformed {
    if (at + HEADER > bytes.length) return undefined;
    const header = parseAdtsHeader(bytes, at);
    return isMalformed(header) ? header : header.frameLength;
  }

  read(frame: Uint8Array): SoundFrame | undefined | Malformed {
    const header = parseAdtsHeader(frame);
    if (isMalformed(header)) return header;
    const { headerLength, frameLength, sampleRate } = header;
    if (frameLength === headerLength) return undefined;
    const config = this.#configOf(header);
    if (isMalformed(config)) return config;
    return { config, payload: frame.subarray(headerLength), duration: SAMPLES / sampleRate };
  }

  #configOf({ objectType, sampleRate, channels }: AdtsHeader) {
    const key = `${objectType} ${sampleRate} ${channels}`;
    if (this.#config && key === this.#key) return this.#config;
    const format = { objectType, sampleRate, channels, frameLength: SAMPLES } as const;
    const encoded = encodeAudioSpecificConfig(format);
    const config = isMalformed(encoded) ? encoded : configOfAac(encoded);
    if (isMalformed(config)) return config;
    this.#key = key;
    return this.#config = config;
  }
}
