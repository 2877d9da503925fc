import type { TrackConfig } from "media/track.ts";

/**
 * One decodable unit of one track: the value of the frame lane. Shared by reference, never changed once written.
 * `payload` holds NAL units without start codes (H264, H265), OBUs without size fields and without temporal
 * delimiters (AV1), or one frame (everything else).
 */
export interface AccessUnit {
  /** `Track.id`. */
  readonly track: number;
  /** Presentation time in ticks of the track's clock; integer, all tracks of a stream on one origin. */
  readonly pts: number;
  /** Decoding time, in the same ticks; equal to `pts` where there are no B-frames. */
  readonly dts: number;
  /** Wall clock in milliseconds since the epoch. */
  readonly ntp: number;
  /** Decoding can start here. Always true for audio. */
  readonly randomAccess: boolean;
  readonly payload: readonly Uint8Array[];
  readonly config: TrackConfig;
  /** Number of the feed of the stream: changes when a publisher is replaced. */
  readonly epoch: number;
}
