import { isMalformed, type Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { parseAudioSpecificConfig } from "./audio_specific_config.ts";

/** The config of a track with an AudioSpecificConfig, which is copied: rate and channels of what is heard. */
export function configOfAac(config: Uint8Array): ConfigOf<"MPEG-4 Audio"> | Malformed {
  const parsed = parseAudioSpecificConfig(config);
  if (isMalformed(parsed)) return parsed;
  return {
    codec: "MPEG-4 Audio",
    config: config.slice(),
    sampleRate: parsed.sbr?.sampleRate ?? parsed.sampleRate,
    channels: parsed.sbr?.ps ? 2 : parsed.channels,
  };
}
