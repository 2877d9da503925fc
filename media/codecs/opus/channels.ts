/** How channels in Vorbis order share the streams of a multistream packet (RFC 7845 §5.1.1). */
export interface OpusMapping {
  readonly streams: number;
  /** Streams, the first ones, that hold two channels. */
  readonly coupled: number;
  /** For each channel the decoded one it takes; 255 is silence. */
  readonly channels: readonly number[];
}

/** Channel mapping family 1 (RFC 7845 §5.1.1.2), by channels less one. */
const VORBIS: readonly OpusMapping[] = [
  { streams: 1, coupled: 0, channels: [0] },
  { streams: 1, coupled: 1, channels: [0, 1] },
  { streams: 2, coupled: 1, channels: [0, 2, 1] },
  { streams: 2, coupled: 2, channels: [0, 1, 2, 3] },
  { streams: 3, coupled: 2, channels: [0, 4, 1, 2, 3] },
  { streams: 4, coupled: 2, channels: [0, 4, 1, 2, 3, 5] },
  { streams: 4, coupled: 3, channels: [0, 4, 1, 2, 3, 5, 6] },
  { streams: 5, coupled: 3, channels: [0, 6, 1, 2, 3, 4, 5, 7] },
];

/** The mapping encoders use for 1–8 channels; undefined for any other number. */
export function vorbisMapping(channels: number): OpusMapping | undefined {
  return VORBIS[channels - 1];
}
