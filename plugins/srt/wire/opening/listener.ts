import { Malformed } from "media/malformed.ts";
import {
  type Capabilities,
  HAS_HS,
  HAS_KM,
  HS_RESPONSE,
  KM_RESPONSE,
  writeCapabilities,
} from "../extension.ts";
import {
  CONCLUSION,
  type Handshake,
  INDUCTION,
  MAGIC,
  readHandshake,
  REASONS,
  REFUSALS,
  writeHandshake,
} from "../handshake.ts";
import { type Bytes, type ControlPacket, HANDSHAKE, writeControl } from "../packet.ts";
import { type Agreement, capabilitiesOf, readTold } from "./agreement.ts";
import type { Keys } from "../keys.ts";
import { LEAST_MTU, type Options } from "../options.ts";

/** A caller that asks for a connection. */
export interface ConnectionRequest {
  readonly handshake: Handshake;
  readonly capabilities: Capabilities;
  readonly streamId: string;
  /** How its payloads are encrypted, if they are. */
  readonly keyMaterial?: Bytes;
  /** When its timestamps were 0, as far as we know. */
  readonly peerEpoch: number;
}

/** What a listener makes of a handshake: an answer to send, or a request to decide on. */
export type Answer =
  | { readonly kind: "answer"; readonly packet: Bytes }
  | { readonly kind: "request"; readonly request: ConnectionRequest };

/** The oldest version that knows the handshake with extensions: 1.3.0. */
const OLDEST = 0x010300;
const NO_EXTENSIONS = { extensions: [] } as const;

/**
 * Takes a handshake that is for no socket (draft-sharabayko-srt-01 §4.3.1). Nothing is kept of a caller before it has
 * repeated the cookie, which `isCookie` knows.
 */
export function answerCaller(
  packet: ControlPacket,
  now: number,
  cookie: number,
  isCookie: (cookie: number) => boolean,
): Answer | Malformed {
  const handshake = readHandshake(packet.body);
  if (handshake instanceof Malformed) return handshake;
  if (handshake.type === INDUCTION) return answered(induct(handshake, cookie));
  if (handshake.type !== CONCLUSION) return new Malformed("SRT: a handshake of another type");
  if (!isCookie(handshake.cookie)) return new Malformed("SRT: a handshake with a wrong cookie");
  if (handshake.version !== 5) return answered(refuse(handshake, REASONS.version));
  const told = readTold(handshake.extensions);
  if (told instanceof Malformed) return told;
  if (typeof told === "number") return answered(refuse(handshake, told));
  if (told.capabilities.version < OLDEST) return answered(refuse(handshake, REASONS.version));
  if (handshake.mtu < LEAST_MTU) return answered(refuse(handshake, REASONS.rogue));
  return {
    kind: "request",
    request: { handshake, ...told, peerEpoch: now - packet.timestamp },
  };
}

const answered = (packet: Bytes): Answer => ({ kind: "answer", packet });

function induct(handshake: Handshake, cookie: number): Bytes {
  const answer = { ...handshake, version: 5, encryption: 0, extensionField: MAGIC, cookie };
  return packetOf({ ...answer, ...NO_EXTENSIONS }, handshake.socket, 0);
}

/** The packet that refuses a caller. */
export function refuse(handshake: Handshake, reason: number): Bytes {
  const answer = { ...handshake, version: 5, extensionField: 0, type: REFUSALS + reason };
  return packetOf({ ...answer, ...NO_EXTENSIONS }, handshake.socket, 0);
}

export interface Accepted {
  readonly agreement: Agreement;
  /** The answer as it is sent at `now`: again whenever the caller repeats its request. */
  answer(now: number): Bytes;
}

/** Accepts a caller: `socket` is the number of our side. */
export function accept(
  { handshake, capabilities, keyMaterial, peerEpoch }: ConnectionRequest,
  { socket, options, keys, now }: {
    readonly socket: number;
    readonly options: Options;
    readonly keys?: Keys;
    readonly now: number;
  },
): Accepted {
  const receiveLatency = Math.max(options.receiveLatency, 1000 * capabilities.senderDelay);
  const sendLatency = Math.max(options.peerLatency, 1000 * capabilities.receiverDelay);
  const ours = capabilitiesOf(options, receiveLatency, sendLatency);
  const mtu = Math.min(options.mtu, handshake.mtu);
  const extensions = [{ type: HS_RESPONSE, content: writeCapabilities(ours) }];
  if (keys && keyMaterial) extensions.push({ type: KM_RESPONSE, content: keyMaterial });
  const extensionField = HAS_HS | (keys ? HAS_KM : 0);
  const answer = { ...handshake, extensionField, mtu, socket, cookie: 0, extensions };
  const { flowWindow } = options;
  return {
    answer: (at) => packetOf({ ...answer, flowWindow }, handshake.socket, at - now),
    agreement: {
      socket,
      peerSocket: handshake.socket,
      sequence: handshake.sequence,
      peerSequence: handshake.sequence,
      mtu,
      peerWindow: handshake.flowWindow,
      receiveLatency,
      sendLatency,
      peer: capabilities,
      epoch: now,
      peerEpoch,
      keys,
    },
  };
}

function packetOf(handshake: Handshake, destination: number, timestamp: number): Bytes {
  return writeControl({ type: HANDSHAKE, timestamp, destination }, writeHandshake(handshake));
}
