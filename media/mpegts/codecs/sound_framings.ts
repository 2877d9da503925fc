import { type AdtsHeader, parseAdtsHeader } from "media/codecs/aac/adts.ts";
import { encodeAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { configOfAac } from "media/codecs/aac/record.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import type { SoundFraming } from "./framed_sound.ts";

/** Samples of a frame with an ADTS header. */
const AAC_SAMPLES = 1024;

/** AAC behind ADTS headers (ISO/IEC 14496-3 §1.A.2.2). */
export const adtsFraming: SoundFraming = {
  headerSize: 7,
  read(bytes, at) {
    const header = parseAdtsHeader(bytes, at);
    if (isMalformed(header)) return header;
    const { objectType, sampleRate, channels, headerLength, frameLength } = header;
    return {
      size: frameLength,
      duration: AAC_SAMPLES / sampleRate,
      key: `${objectType} ${sampleRate} ${channels}`,
      config: () => configOfAdts(header),
      payload: (frame) => frameLength > headerLength ? frame.subarray(headerLength) : undefined,
    };
  },
};

function configOfAdts({ objectType, sampleRate, channels }: AdtsHeader): TrackConfig | Malformed {
  const config = encodeAudioSpecificConfig({
    ...{ objectType, sampleRate, channels },
    frameLength: AAC_SAMPLES,
  });
  return isMalformed(config) ? config : configOfAac(config);
}
