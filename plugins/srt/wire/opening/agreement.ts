import {
  type Capabilities,
  CONGESTION,
  type Extension,
  FILTER,
  FLAGS,
  GROUP,
  HS_REQUEST,
  KM_REQUEST,
  readCapabilities,
  readText,
  STREAM_ID,
} from "../extension.ts";
import { REASONS } from "../handshake.ts";
import { Malformed } from "media/malformed.ts";
import type { Bytes } from "../packet.ts";
import type { Keys } from "../keys.ts";
import type { Options } from "../options.ts";

/** What both sides of a connection have agreed on. Times in microseconds. */
export interface Agreement {
  readonly socket: number;
  readonly peerSocket: number;
  /** The first sequence numbers, of ours and of theirs. */
  readonly sequence: number;
  readonly peerSequence: number;
  /** Bytes of a packet, IP and UDP headers included. */
  readonly mtu: number;
  /** Packets that the peer takes. */
  readonly peerWindow: number;
  readonly receiveLatency: number;
  readonly sendLatency: number;
  readonly peer: Capabilities;
  /** When our timestamps are 0. */
  readonly epoch: number;
  /** When the peer's timestamps were 0, as far as the way that the handshake took lets us know. */
  readonly peerEpoch: number;
  /** Absent where nothing is encrypted. */
  readonly keys?: Keys;
}

/** The version of the library whose behaviour this is like: 1.5.0. */
export const VERSION = 0x010500;

/** What we tell of ourselves. Latencies in microseconds. */
export function capabilitiesOf(
  options: Options,
  receiveLatency: number,
  sendLatency: number,
): Capabilities {
  const flags = FLAGS.crypto | FLAGS.retransmitFlag |
    (options.timestampDelivery ? FLAGS.tsbpdSender | FLAGS.tsbpdReceiver : 0) |
    (options.tooLateDrop ? FLAGS.tooLateDrop : 0) |
    (options.periodicNak ? FLAGS.periodicNak : 0);
  const milliseconds = (time: number) => Math.min(0xffff, Math.round(time / 1000));
  return {
    version: VERSION,
    flags,
    receiverDelay: milliseconds(receiveLatency),
    senderDelay: milliseconds(sendLatency),
  };
}

/** What the extensions of a handshake say. */
export interface Told {
  readonly capabilities: Capabilities;
  readonly streamId: string;
  /** A key material message, or what became of ours. */
  readonly keyMaterial?: Bytes;
}

/** Reads the extensions of a handshake; a number is the reason to refuse it. `kind`: the type of the one that counts. */
export function readTold(
  extensions: readonly Extension[],
  kind: { readonly hs: number; readonly km: number } = { hs: HS_REQUEST, km: KM_REQUEST },
): Told | number | Malformed {
  const find = (type: number) => extensions.find((each) => each.type === type)?.content;
  const content = find(kind.hs);
  if (!content) return REASONS.rogue;
  const capabilities = readCapabilities(content), keyMaterial = find(kind.km);
  if (capabilities instanceof Malformed) return capabilities;
  const [streamId, congestion] = [STREAM_ID, CONGESTION].map((type) => {
    const text = find(type);
    return text ? readText(text) : "";
  });
  if (streamId instanceof Malformed) return streamId;
  if (congestion instanceof Malformed) return congestion;
  if (congestion !== "" && congestion !== "live") return REASONS.congestion;
  if (find(FILTER)) return REASONS.filter;
  if (find(GROUP)) return REASONS.group;
  if (capabilities.flags & FLAGS.stream) return REASONS.congestion;
  return { capabilities, streamId, keyMaterial };
}
