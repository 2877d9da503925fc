import { type AmfValue } from "media/amf/value.ts";
import { readAmf0 } from "media/amf/read.ts";
import { equalBytes } from "media/bytes.ts";
import { OBU_SEQUENCE_HEADER, obuType, splitObus } from "media/codecs/av1/obu.ts";
import { swapByteOrder } from "media/codecs/lpcm/byte_order.ts";
import { splitLengthPrefixed } from "media/codecs/nal.ts";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { readAudio } from "./audio.ts";
import type { ConfigPacket, FlvPacket, FramePacket } from "./packet.ts";
import { defaultSetup, readSetup, type Setup } from "./setup.ts";
import { readVideo } from "./video.ts";

interface OfTrack {
  readonly kind: "video" | "audio";
  /** 0–255, counted for each kind. */
  readonly track: number;
}

/** A track begins, or goes on with another config. */
export interface FlvConfig extends OfTrack {
  readonly type: "config";
  readonly config: TrackConfig;
}

/** What one `AccessUnit` is made of. Decoding time is that of the message. */
export interface FlvFrame extends OfTrack {
  readonly type: "frame";
  /** That of the last `FlvConfig` of the track: the same object. */
  readonly config: TrackConfig;
  /** As `AccessUnit.payload`; views of the message, but for AV1 and LPCM. Not empty. */
  readonly payload: readonly Uint8Array[];
  readonly randomAccess: boolean;
  /** Presentation less decoding time in milliseconds, may be negative. */
  readonly compositionTime: number;
  /** To be added to the presentation time, 0–999999. */
  readonly nanoseconds: number;
}

/** The sequence ended. */
export interface FlvEnd extends OfTrack {
  readonly type: "end";
}

/** `["colorInfo", {…}]`: of the video that follows. */
export interface FlvVideoMetadata extends OfTrack {
  readonly type: "metadata";
  readonly values: readonly AmfValue[];
}

export type FlvEvent = FlvConfig | FlvFrame | FlvEnd | FlvVideoMetadata;

/** Bytes of a sequence header, which is kept for each track: more is refused. */
export const MAX_HEADER = 64 * 1024;

/** Codecs whose frames each tell rate and channels, which may change at any time. */
const TOLD_BY_FRAMES: ReadonlySet<string> = new Set(["LPCM", "G711", "AC3"]);

interface State extends Setup {
  /** The last sequence header, where there was one. */
  readonly header?: Uint8Array;
}

/**
 * Reads the audio and video messages of one publisher, remembering what the headers of its tracks told. A message that
 * is Malformed leaves what was known before, but for the tracks of the message before the damage.
 */
export class FlvReader {
  private readonly tracks = new Map<number, State>();

  /** Reads the body of a video message. */
  video(body: Uint8Array): FlvEvent[] | Malformed {
    return this.read(readVideo(body));
  }

  /** Reads the body of an audio message. */
  audio(body: Uint8Array): FlvEvent[] | Malformed {
    return this.read(readAudio(body));
  }

  private read(packets: readonly FlvPacket[] | Malformed): FlvEvent[] | Malformed {
    if (isMalformed(packets)) return packets;
    const events: FlvEvent[] = [];
    for (const packet of packets) {
      const failure = this.packet(packet, events);
      if (failure) return failure;
    }
    return events;
  }

  private packet(packet: FlvPacket, events: FlvEvent[]): Malformed | undefined {
    switch (packet.type) {
      case "config":
        return this.config(packet, events);
      case "frame":
        return this.frame(packet, events);
      case "end":
        events.push(packet);
        return undefined;
      case "metadata": {
        const { kind, track } = packet, values = readAmf0(packet.data);
        if (isMalformed(values)) return values;
        events.push({ type: "metadata", kind, track, values });
        return undefined;
      }
    }
  }

  /** Encoders send empty headers before they know better, and repeat the ones they sent. */
  private config(packet: ConfigPacket, events: FlvEvent[]): Malformed | undefined {
    const { codec, data } = packet, old = this.tracks.get(keyOf(packet));
    if (data.length === 0) return undefined;
    if (old?.header && old.config.codec === codec && equalBytes(old.header, data)) {
      return undefined;
    }
    if (data.length > MAX_HEADER) {
      return new Malformed(`FLV: a sequence header of over ${MAX_HEADER} bytes`);
    }
    const setup = readSetup(codec, data);
    if (!setup || isMalformed(setup)) return setup;
    this.begin(packet, { ...setup, header: data.slice() }, events);
    return undefined;
  }

  private frame(packet: FramePacket, events: FlvEvent[]): Malformed | undefined {
    const { kind, track, compositionTime, nanoseconds } = packet;
    if (packet.data.length === 0) return undefined;
    const state = this.stateOf(packet, events);
    if (isMalformed(state)) return state;
    const { config } = state, payload = payloadOf(packet, state);
    if (isMalformed(payload)) return payload;
    if (payload.length === 0) return undefined;
    const randomAccess = isRandomAccess(config, payload);
    const times = { compositionTime, nanoseconds };
    events.push({ type: "frame", kind, track, config, payload, randomAccess, ...times });
    return undefined;
  }

  private stateOf(packet: FramePacket, events: FlvEvent[]): State | Malformed {
    const { codec, sound, data } = packet, old = this.tracks.get(keyOf(packet));
    if (old?.config.codec === codec && !TOLD_BY_FRAMES.has(codec)) return old;
    const setup = defaultSetup(codec, sound, data);
    if (isMalformed(setup)) return setup;
    if (old && JSON.stringify(old.config) === JSON.stringify(setup.config)) return old;
    return this.begin(packet, setup, events);
  }

  private begin(packet: ConfigPacket | FramePacket, state: State, events: FlvEvent[]): State {
    const { kind, track } = packet, { config } = state;
    this.tracks.set(keyOf(packet), state);
    events.push({ type: "config", kind, track, config });
    return state;
  }
}

function keyOf({ kind, track }: OfTrack): number {
  return kind === "video" ? track : 256 + track;
}

function payloadOf(packet: FramePacket, state: State): readonly Uint8Array[] | Malformed {
  const { data, keyFrame } = packet, { config, lengthSize } = state;
  switch (config.codec) {
    case "H264":
    case "H265":
      return splitLengthPrefixed(data, lengthSize);
    case "AV1":
      return av1Payload(data, keyFrame ? config.sequenceHeader : undefined);
    case "LPCM":
      return [swapByteOrder(data, config.bitDepth)].filter((samples) => samples.length > 0);
    default:
      return [data];
  }
}

/** Key frames get the sequence header, which may have come in the track's header only. */
function av1Payload(data: Uint8Array, header: Uint8Array | undefined) {
  const obus = splitObus(data);
  if (isMalformed(obus) || !header || obus.length === 0) return obus;
  return obus.some((obu) => obuType(obu) === OBU_SEQUENCE_HEADER) ? obus : [header, ...obus];
}
