/** The media type of an SDP section (RFC 8866 §5.14). */
export type Kind = "video" | "audio" | "application";

/**
 * What a decoder must know of a track, without anything that belongs to a transport.
 * Immutable: when parameter sets change in mid-stream a new object takes its place, so readers compare by identity.
 * `codec` is the name shown in logs, API and metrics.
 */
export type TrackConfig =
  | { readonly codec: "H264"; readonly sps?: Uint8Array; readonly pps?: Uint8Array }
  | {
    readonly codec: "H265";
    readonly vps?: Uint8Array;
    readonly sps?: Uint8Array;
    readonly pps?: Uint8Array;
  }
  /** `sequenceHeader`: the OBU with its header, without a size field. */
  | { readonly codec: "AV1"; readonly sequenceHeader?: Uint8Array }
  | { readonly codec: "VP8" }
  | { readonly codec: "VP9"; readonly profile?: number }
  | { readonly codec: "M-JPEG" }
  | { readonly codec: "MPEG-1/2 Video" }
  /** `config`: the headers before the first picture, as `config` of RFC 6416 §7.1; pictures may repeat them. */
  | { readonly codec: "MPEG-4 Video"; readonly config?: Uint8Array }
  | Mpeg4AudioConfig
  /** The same frames in another RTP payload; without `aac`, which is then in band, packets only pass through. */
  | { readonly codec: "MPEG-4 Audio LATM"; readonly aac?: Mpeg4AudioConfig }
  /** `channels` 1–2 are plain Opus, 3–8 multistream in Vorbis channel order. */
  | { readonly codec: "Opus"; readonly channels: number }
  | {
    readonly codec: "G711";
    readonly muLaw: boolean;
    readonly sampleRate: number;
    readonly channels: number;
  }
  /** Big-endian signed samples, as on the wire of RTP. */
  | {
    readonly codec: "LPCM";
    readonly bitDepth: 8 | 16 | 24;
    readonly sampleRate: number;
    readonly channels: number;
  }
  /** Layers I to III; each frame tells its rate and channels. */
  | { readonly codec: "MPEG-1/2 Audio" }
  | { readonly codec: "AC3"; readonly sampleRate: number; readonly channels: number }
  /** `streamInfo`: the STREAMINFO block without its header (RFC 9639 §8.2); rate and channels are what it says. */
  | {
    readonly codec: "FLAC";
    readonly streamInfo: Uint8Array;
    readonly sampleRate: number;
    readonly channels: number;
  }
  | { readonly codec: "G722" | "KLV" }
  /** Known by name only: RTP packets pass through untouched. */
  | { readonly codec: OpaqueCodec };

interface Mpeg4AudioConfig {
  readonly codec: "MPEG-4 Audio";
  /** AudioSpecificConfig (ISO 14496-3 §1.6.2.1); rate and channels are what it says. */
  readonly config: Uint8Array;
  readonly sampleRate: number;
  readonly channels: number;
}

/** Codecs that are named but (as yet) not looked into. */
export type OpaqueCodec =
  | "Vorbis"
  | "Speex"
  | "G726"
  | "MPEG-TS"
  | "Generic";

export type Codec = TrackConfig["codec"];

/** The config of one codec. */
export type ConfigOf<C extends Codec> = Extract<TrackConfig, { codec: C }>;

/** How a track is carried in RTP: the SDP attributes as announced or generated (RFC 8866 §6.6, §6.15). */
export interface RtpFormat {
  readonly payloadType: number;
  readonly clockRate: number;
  /** `NAME/RATE[/CHANNELS]`; absent for a static payload type announced without one. */
  readonly rtpmap?: string;
  /** Parameters with lower-case names, in the order announced. */
  readonly fmtp: ReadonlyMap<string, string>;
}

/** One elementary stream of a stream. */
export interface Track {
  /** Position in the stream's list. */
  readonly id: number;
  /** Position of its media section: several payload types may share one. */
  readonly media: number;
  readonly kind: Kind;
  /** Ticks per second of `pts` and `dts`: the RTP clock rate. */
  readonly clockRate: number;
  /** The config the track started with; the current one travels with the media. */
  readonly config: TrackConfig;
  /** Present when the publisher announced its own RTP format. */
  readonly rtp?: RtpFormat;
}

/** `2 tracks (H264, MPEG-4 Audio)`, as log lines say it. */
export function describeTracks(tracks: readonly Track[]): string {
  const names = tracks.map((t) => t.config.codec).join(", ");
  return `${tracks.length} ${tracks.length === 1 ? "track" : "tracks"} (${names})`;
}
