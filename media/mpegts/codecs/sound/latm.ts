import { BitReader } from "media/bits.ts";
import { equalBytes } from "media/bytes.ts";
import { parseAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { configOfAac } from "media/codecs/aac/record.ts";
import { readStreamMuxConfig } from "media/codecs/aac/stream_mux_config.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import type { SoundFrame, SoundFraming } from "./framed_sound.ts";

/** Bytes of syncword and length. */
const HEADER = 3;
/** Eleven bits. */
const SYNC = 0x56e0;

/** AAC in LATM behind headers of LOAS (ISO/IEC 14496-3 §1.7.2), one frame in each. */
export class LatmFraming implements SoundFraming {
  #config: (ConfigOf<"MPEG-4 Audio LATM"> & { readonly aac: ConfigOf<"MPEG-4 Audio"> }) | undefined;
  #duration = 0;

  size(bytes: Uint8Array, at: number): number | undefined | Malformed {
    if (at + HEADER > bytes.length) return undefined;
    if ((bytes[at] << 8 | bytes[at + 1] & 0xe0) !== SYNC) {
      return new Malformed("LATM: no syncword");
    }
    return HEADER + ((bytes[at + 1] & 0x1f) << 8 | bytes[at + 2]);
  }

  read(frame: Uint8Array): SoundFrame | undefined | Malformed {
    const reader = new BitReader(frame, HEADER);
    // useSameStreamMux
    const failed = reader.flag() ? undefined : this.#configure(reader);
    if (failed) return failed;
    const config = this.#config;
    // It comes with a later frame.
    if (!config) return undefined;
    const payload = readPayload(reader);
    if (isMalformed(payload)) return payload;
    return payload.length > 0 ? { config, payload, duration: this.#duration } : undefined;
  }

  #configure(reader: BitReader): Malformed | undefined {
    const found = readStreamMuxConfig(reader);
    if (isMalformed(found)) return found;
    if (this.#config && equalBytes(this.#config.aac.config, found)) return undefined;
    const aac = configOfAac(found), parsed = parseAudioSpecificConfig(found);
    if (isMalformed(aac)) return aac;
    if (isMalformed(parsed)) return parsed;
    this.#config = { codec: "MPEG-4 Audio LATM", aac };
    this.#duration = parsed.frameLength / parsed.sampleRate;
    return undefined;
  }
}

/** Reads PayloadLengthInfo and PayloadMux (§1.7.3.1), which need not begin with a byte. */
function readPayload(reader: BitReader): Uint8Array | Malformed {
  let size = 0, part: number;
  do size += part = reader.u(8); while (part === 255 && !reader.overrun);
  if (8 * size > reader.remaining) return new Malformed("LATM: frame is cut short");
  const payload = new Uint8Array(size);
  for (let i = 0; i < size; i++) payload[i] = reader.u(8);
  return payload;
}
