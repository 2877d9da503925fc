import type { FillerTrack } from "core/config/parameters/always_available.ts";
import { blackReel } from "./black.ts";
import type { Reel } from "./reel.ts";
import { silentAac, silentG711, silentLpcm, silentOpus } from "./silence.ts";

/** Black pictures or silence for an entry of `alwaysAvailableTracks`. */
export function builtInReel({ codec, sampleRate, channelCount, muLaw }: FillerTrack): Reel {
  switch (codec) {
    case "MPEG4Audio":
      return silentAac(sampleRate, channelCount);
    case "Opus":
      return silentOpus();
    case "G711":
      return silentG711(sampleRate, channelCount, muLaw);
    case "LPCM":
      return silentLpcm(sampleRate, channelCount);
    default:
      return blackReel(codec);
  }
}
