import { decodeALaw, decodeMuLaw } from "media/codecs/g711/decode.ts";
import type { TrackConfig } from "media/track.ts";

/** How readers by WebRTC want packets. */
const FORM = { payloadMax: 1188, inBandParameters: true, retimeAudio: true };

/** How a track is sent. */
export interface SentForm {
  readonly form: typeof FORM;
  /** What peers are told that it is. */
  readonly config: TrackConfig;
  /** Makes what is sent of a payload; absent where it is sent as it is. */
  readonly convert?: (payload: Uint8Array) => Uint8Array;
}

/** As it is; of G711 at rates that browsers do not know, the samples (L16), twice the bytes. */
export function sentForm(config: TrackConfig): SentForm {
  if (config.codec !== "G711" || config.sampleRate === 8000) return { form: FORM, config };
  const { sampleRate, channels, muLaw } = config;
  return {
    form: { ...FORM, payloadMax: FORM.payloadMax / 2 },
    config: { codec: "LPCM", bitDepth: 16, sampleRate, channels },
    convert: muLaw ? decodeMuLaw : decodeALaw,
  };
}
