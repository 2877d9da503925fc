import { readU24 } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { VIDEO_FOURCCS, VIDEO_IDS, type VideoCodec } from "./codec_id.ts";
import * as ex from "./enhanced.ts";
import type { FlvPacket } from "./packet.ts";

/** FrameType (FLV specification §E.4.3.1). */
export const KEY_FRAME = 1;
export const INTER_FRAME = 2;
const COMMAND = 5;

/** AVCPacketType. */
export const AVC_HEADER = 0;
export const AVC_NALUS = 1;
export const AVC_END = 2;

/**
 * Reads a video message, legacy or enhanced (FLV specification §E.4.3; Enhanced RTMP v2, "Enhanced Video"). Empty for
 * what holds no media: an empty message, a command of a server that seeks.
 */
export function readVideo(body: Uint8Array): FlvPacket[] | Malformed {
  if (body.length === 0) return [];
  return (body[0] & 0x80) !== 0 ? readEnhanced(body) : readLegacy(body);
}

function readLegacy(body: Uint8Array): FlvPacket[] | Malformed {
  const frameType = body[0] >> 4;
  if (frameType === COMMAND) return [];
  const id = body[0] & 0x0f, codec = VIDEO_IDS.get(id);
  if (!codec) return new Malformed(`FLV: video codec ${id} is not supported`);
  if (body.length >= 2 && body[1] === AVC_END) return [{ type: "end", kind: "video", track: 0 }];
  if (body.length < 5) return new Malformed("FLV: video header is cut short");
  const data = body.subarray(5), of = { kind: "video", track: 0, codec, data } as const;
  switch (body[1]) {
    case AVC_HEADER:
      return [{ type: "config", ...of }];
    case AVC_NALUS:
      return [{
        type: "frame",
        ...of,
        keyFrame: frameType === KEY_FRAME,
        compositionTime: readI24(body, 2),
        nanoseconds: 0,
      }];
    default:
      return new Malformed(`FLV: video packet type ${body[1]} is not known`);
  }
}

function readEnhanced(body: Uint8Array): FlvPacket[] | Malformed {
  const message = ex.readHeader(body, ex.VIDEO_MULTITRACK);
  if (isMalformed(message)) return message;
  const frameType = body[0] >> 4 & 7;
  if (frameType === COMMAND && message.type !== ex.VIDEO_METADATA) return [];
  const parts = ex.readParts(body, message);
  if (isMalformed(parts)) return parts;
  const packets: FlvPacket[] = [];
  for (const part of parts) {
    const codec = VIDEO_FOURCCS.get(part.fourCc);
    if (!codec) {
      return new Malformed(`FLV: video codec ${JSON.stringify(part.fourCc)} is not supported`);
    }
    const packet = readPart(message, part, codec, frameType === KEY_FRAME);
    if (isMalformed(packet)) return packet;
    packets.push(packet);
  }
  return packets;
}

function readPart(
  { type, nanoseconds }: ex.EnhancedMessage,
  { track, data }: ex.EnhancedPart,
  codec: VideoCodec,
  keyFrame: boolean,
): FlvPacket | Malformed {
  const of = { kind: "video", track, codec } as const;
  switch (type) {
    case ex.SEQUENCE_START:
      return { type: "config", ...of, data };
    case ex.CODED_FRAMES: {
      const size = hasCompositionTime(codec) ? 3 : 0;
      if (data.length < size) return new Malformed("FLV: composition time is cut short");
      const compositionTime = size > 0 ? readI24(data, 0) : 0;
      const frame = { keyFrame, compositionTime, nanoseconds, data: data.subarray(size) };
      return { type: "frame", ...of, ...frame };
    }
    case ex.CODED_FRAMES_X:
      return { type: "frame", ...of, keyFrame, compositionTime: 0, nanoseconds, data };
    case ex.SEQUENCE_END:
      return { type: "end", kind: "video", track };
    case ex.VIDEO_METADATA:
      return { type: "metadata", kind: "video", track, data };
    default:
      return new Malformed(`FLV: video packet type ${type} is not supported`);
  }
}

/** Whether coded frames begin with the composition time. */
export function hasCompositionTime(codec: string): boolean {
  return codec === "H264" || codec === "H265";
}

function readI24(bytes: Uint8Array, at: number): number {
  return readU24(bytes, at) << 8 >> 8;
}
