import { isMalformed, Malformed } from "media/malformed.ts";
import { AAC, AUDIO_FOURCCS, AUDIO_IDS, type AudioCodec } from "./codec_id.ts";
import * as ex from "./enhanced.ts";
import type { FlvPacket } from "./packet.ts";
import { readSound } from "./sound.ts";

/** SoundFormat of an enhanced message. */
export const EX_HEADER = 9;
/** AACPacketType. */
export const AAC_HEADER = 0;
export const AAC_RAW = 1;

/**
 * Reads an audio message, legacy or enhanced (FLV specification §E.4.2; Enhanced RTMP v2, "Enhanced Audio"). Empty for
 * what holds no media: an empty message, the order of channels, which the codecs tell themselves.
 */
export function readAudio(body: Uint8Array): FlvPacket[] | Malformed {
  if (body.length === 0) return [];
  return body[0] >> 4 === EX_HEADER ? readEnhanced(body) : readLegacy(body);
}

function readLegacy(body: Uint8Array): FlvPacket[] | Malformed {
  const sound = readSound(body[0]), codec = AUDIO_IDS.get(sound.id);
  if (!codec) return new Malformed(`FLV: audio codec ${sound.id} is not supported`);
  const size = sound.id === AAC ? 2 : 1;
  if (body.length < size) return new Malformed("FLV: audio header is cut short");
  const of = { kind: "audio", track: 0, codec, data: body.subarray(size) } as const;
  if (sound.id === AAC && body[1] === AAC_HEADER) return [{ type: "config", ...of }];
  if (sound.id === AAC && body[1] !== AAC_RAW) {
    return new Malformed(`FLV: audio packet type ${body[1]} is not known`);
  }
  return [{ type: "frame", ...of, keyFrame: true, compositionTime: 0, nanoseconds: 0, sound }];
}

function readEnhanced(body: Uint8Array): FlvPacket[] | Malformed {
  const message = ex.readHeader(body, ex.AUDIO_MULTITRACK);
  if (isMalformed(message)) return message;
  const parts = ex.readParts(body, message);
  if (isMalformed(parts)) return parts;
  const packets: FlvPacket[] = [];
  for (const part of parts) {
    const codec = AUDIO_FOURCCS.get(part.fourCc);
    if (!codec) {
      return new Malformed(`FLV: audio codec ${JSON.stringify(part.fourCc)} is not supported`);
    }
    const packet = readPart(message, part, codec);
    if (isMalformed(packet)) return packet;
    if (packet) packets.push(packet);
  }
  return packets;
}

function readPart(
  { type, nanoseconds }: ex.EnhancedMessage,
  { track, data }: ex.EnhancedPart,
  codec: AudioCodec,
): FlvPacket | undefined | Malformed {
  const of = { kind: "audio", track, codec, data } as const;
  switch (type) {
    case ex.SEQUENCE_START:
      return { type: "config", ...of };
    case ex.CODED_FRAMES:
      return { type: "frame", ...of, keyFrame: true, compositionTime: 0, nanoseconds };
    case ex.SEQUENCE_END:
      return { type: "end", kind: "audio", track };
    case ex.MULTICHANNEL_CONFIG:
      return undefined;
    default:
      return new Malformed(`FLV: audio packet type ${type} is not supported`);
  }
}
