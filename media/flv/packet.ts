import type { AudioCodec, VideoCodec } from "./codec_id.ts";
import type { Sound } from "./sound.ts";

/** What a message tells of one track, still as bytes: views of the message. */
export type FlvPacket = ConfigPacket | FramePacket | EndPacket | MetadataPacket;

interface OfTrack {
  readonly kind: "video" | "audio";
  /** 0–255, counted for each kind; 0 in messages of one track. */
  readonly track: number;
}

/** A sequence header: the codec's configuration record, which may be empty. */
export interface ConfigPacket extends OfTrack {
  readonly type: "config";
  readonly codec: VideoCodec | AudioCodec;
  readonly data: Uint8Array;
}

export interface FramePacket extends OfTrack {
  readonly type: "frame";
  readonly codec: VideoCodec | AudioCodec;
  /** As the message says; true for audio. */
  readonly keyFrame: boolean;
  /** Presentation less decoding time in milliseconds. */
  readonly compositionTime: number;
  /** To be added to the presentation time, 0–999999 (Enhanced RTMP v2, TimestampOffsetNano). */
  readonly nanoseconds: number;
  /** Of audio with a legacy header. */
  readonly sound?: Sound;
  readonly data: Uint8Array;
}

/** The sequence ends: what follows begins with another header. */
export interface EndPacket extends OfTrack {
  readonly type: "end";
}

/** Values in AMF0 for the video that follows: a name and its value, as `colorInfo`. */
export interface MetadataPacket extends OfTrack {
  readonly type: "metadata";
  readonly data: Uint8Array;
}
