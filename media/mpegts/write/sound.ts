import { encodeAdts } from "media/codecs/aac/adts.ts";
import { parseAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { writeKlvHeader } from "../codecs/klv.ts";
import { writeOpusHeader } from "../codecs/sound/opus.ts";
import { STREAM_AUDIO, STREAM_METADATA, STREAM_PRIVATE } from "../pes/write.ts";
import type { Descriptor } from "../psi/tables.ts";
import * as type from "../stream_type.ts";
import type { Carriage } from "./carriage.ts";

/** AAC behind ADTS headers; undefined where they cannot tell the format. */
export function aac({ config }: ConfigOf<"MPEG-4 Audio">): Carriage | undefined {
  const format = parseAudioSpecificConfig(config);
  if (isMalformed(format) || isMalformed(encodeAdts(format, new Uint8Array()))) return undefined;
  if (format.frameLength !== 1024) return undefined;
  return {
    ...{ kind: "audio", streamType: type.ADTS, descriptors: [], streamId: STREAM_AUDIO },
    write({ payload }, parts) {
      for (const frame of payload) {
        const written = encodeAdts(format, frame);
        if (isMalformed(written)) return written;
        parts.push(written);
      }
      return undefined;
    },
  };
}

/** Of any layer and rate, which the frames tell. */
export const mpegAudio: Carriage = {
  ...{ kind: "audio", streamType: type.MPEG1_AUDIO, descriptors: [], streamId: STREAM_AUDIO },
  write: ({ payload }, parts) => (parts.push(...payload), undefined),
};

/** As ATSC A/53 has it. */
export const ac3: Carriage = {
  ...{ kind: "audio", streamType: type.AC3, streamId: STREAM_PRIVATE },
  descriptors: [registration(type.FORMAT_AC3)],
  write: ({ payload }, parts) => (parts.push(...payload), undefined),
};

/** Opus in MPEG-TS: channels as in Vorbis, packets behind control headers. */
export function opus({ channels }: ConfigOf<"Opus">): Carriage {
  const layout = { tag: type.EXTENSION, content: Uint8Array.of(type.EXTENSION_OPUS, channels) };
  return {
    ...{ kind: "audio", streamType: type.PRIVATE, streamId: STREAM_PRIVATE },
    descriptors: [registration(type.FORMAT_OPUS), layout],
    write({ payload }, parts) {
      for (const packet of payload) parts.push(writeOpusHeader(packet.length), packet);
      return undefined;
    },
  };
}

/** Of any application, no decoder config, service 0 (ISO/IEC 13818-1 §2.6.60). */
const KLV_METADATA = [0x01, 0x00, 0xff, ...new TextEncoder().encode(type.FORMAT_KLV), 0, 0x0f];
/** Bytes that the length of a cell can tell, less the header of a PES packet. */
const MAX_KLV = 0xffff - 32;

/** KLV with the time that it belongs to (MISB ST 1402). */
export function klv(): Carriage {
  let sequence = 0;
  return {
    ...{ kind: "application", streamType: type.METADATA, streamId: STREAM_METADATA },
    descriptors: [{ tag: type.METADATA_DESCRIPTOR, content: Uint8Array.from(KLV_METADATA) }],
    write({ payload }, parts) {
      for (const value of payload) {
        if (value.length > MAX_KLV) return new Malformed(`KLV: over ${MAX_KLV} bytes`);
        parts.push(writeKlvHeader(sequence, value.length), value);
        sequence = sequence + 1 & 0xff;
      }
      return undefined;
    },
  };
}

function registration(format: string): Descriptor {
  return { tag: type.REGISTRATION, content: new TextEncoder().encode(format) };
}
