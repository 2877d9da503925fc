import { Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { vorbisMapping } from "./channels.ts";
import type { OpusHead } from "./head.ts";

/** The config of a track with an identification header; Malformed for channels in no order that is known. */
export function configOfHead({ channels, family }: OpusHead): ConfigOf<"Opus"> | Malformed {
  if (family > 1) return new Malformed(`Opus: channel mapping family ${family} is not supported`);
  return { codec: "Opus", channels };
}

/** The identification header of a track; `preSkip`: samples at 48 kHz to leave out at the start. */
export function headOfConfig({ channels }: ConfigOf<"Opus">, preSkip: number): OpusHead {
  const rest = { preSkip, inputSampleRate: 48000, gain: 0 };
  const mapping = channels > 2 ? vorbisMapping(channels) : undefined;
  return { channels, ...rest, family: mapping ? 1 : 0, ...mapping && { mapping } };
}
