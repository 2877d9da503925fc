import { Malformed } from "media/malformed.ts";
import {
  CONGESTION,
  type Extension,
  HAS_CONFIG,
  HAS_HS,
  HAS_KM,
  HS_REQUEST,
  HS_RESPONSE,
  KM_REQUEST,
  KM_RESPONSE,
  STREAM_ID,
  writeCapabilities,
  writeText,
} from "../extension.ts";
import {
  CONCLUSION,
  DATAGRAMS,
  type Handshake,
  INDUCTION,
  MAGIC,
  readHandshake,
  reasonText,
  REFUSALS,
  writeHandshake,
} from "../handshake.ts";
import { type Bytes, HANDSHAKE, readPacket, writeControl } from "../packet.ts";
import { type Agreement, capabilitiesOf, readTold } from "./agreement.ts";
import type { Keys } from "../keys.ts";
import { LEAST_MTU, type Options } from "../options.ts";

/** A handshake is repeated after so many microseconds. */
const REPEAT = 250_000;

export interface CallerOptions {
  readonly options: Options;
  /** Of our side: not 0. */
  readonly socket: number;
  /** The first sequence number. */
  readonly sequence: number;
  readonly streamId: string;
  readonly keys?: Keys;
  /** It goes on without encryption where the peer knows no passphrase, or another. */
  readonly tolerant?: boolean;
}

/** Asks a listener for a connection (draft-sharabayko-srt-01 §4.3.1). */
export class Caller {
  /** Packets to send: drained by the owner after each call. */
  outbox: Bytes[] = [];
  /** Set at the end: what was agreed on, or why there is no connection. */
  result: Agreement | string | undefined;
  deadline: number;
  readonly #epoch: number;
  /** What is told now. */
  #told: Partial<Handshake> = { version: 4, extensionField: DATAGRAMS, type: INDUCTION };
  #inducted = false;

  constructor(private readonly settings: CallerOptions, now: number) {
    this.#epoch = now;
    this.deadline = now;
    this.timeout(now);
  }

  /** Repeats what has not been answered. */
  timeout(now: number): void {
    if (this.result !== undefined || now < this.deadline) return;
    this.outbox.push(this.#write(now));
    this.deadline = now + REPEAT;
  }

  /** Takes what the listener sends; anything else is passed over. */
  receive(bytes: Bytes, now: number): void {
    const packet = readPacket(bytes);
    if (packet instanceof Malformed || packet.kind !== "control" || this.result !== undefined) {
      return;
    }
    if (packet.type !== HANDSHAKE || packet.destination !== this.settings.socket) return;
    const handshake = readHandshake(packet.body);
    if (handshake instanceof Malformed) return;
    if (handshake.type === INDUCTION) this.#conclude(handshake, now);
    else if (handshake.type === CONCLUSION && this.#inducted) {
      this.#finish(handshake, now - packet.timestamp);
    } else if (handshake.type >= REFUSALS && handshake.type < 0x8000_0000) {
      this.#end(`the server refuses: ${reasonText(handshake.type - REFUSALS)}`);
    }
  }

  #conclude({ version, extensionField, cookie }: Handshake, now: number): void {
    if (this.#inducted) return;
    if (version !== 5 || extensionField !== MAGIC) {
      return this.#end("the server speaks an older version of SRT");
    }
    this.#inducted = true;
    const { settings: { keys, streamId, options } } = this, extensions: Extension[] = [];
    const ours = capabilitiesOf(options, options.receiveLatency, options.peerLatency);
    extensions.push({ type: HS_REQUEST, content: writeCapabilities(ours) });
    if (keys) extensions.push({ type: KM_REQUEST, content: keys.message() });
    if (streamId !== "") extensions.push({ type: STREAM_ID, content: writeText(streamId) });
    extensions.push({ type: CONGESTION, content: writeText("live") });
    this.#told = {
      version: 5,
      type: CONCLUSION,
      encryption: keys ? keys.length / 8 : 0,
      extensionField: HAS_HS | HAS_CONFIG | (keys ? HAS_KM : 0),
      cookie,
      extensions,
    };
    this.deadline = now;
    this.timeout(now);
  }

  #finish(handshake: Handshake, peerEpoch: number): void {
    const told = readTold(handshake.extensions, { hs: HS_RESPONSE, km: KM_RESPONSE });
    if (told instanceof Malformed) return this.#end(told.reason);
    if (typeof told === "number" || handshake.mtu < LEAST_MTU) {
      return this.#end("the server asks for what is not supported");
    }
    const { capabilities, keyMaterial } = told;
    const { settings: { options, keys, socket, sequence, tolerant } } = this;
    const encrypted = keys !== undefined && keyMaterial !== undefined && keyMaterial.length > 4;
    if (keys && !encrypted && !tolerant) return this.#end("the server refuses the passphrase");
    this.result = {
      socket,
      peerSocket: handshake.socket,
      sequence,
      peerSequence: handshake.sequence,
      mtu: Math.min(options.mtu, handshake.mtu),
      peerWindow: handshake.flowWindow,
      receiveLatency: Math.max(options.receiveLatency, 1000 * capabilities.senderDelay),
      sendLatency: Math.max(options.peerLatency, 1000 * capabilities.receiverDelay),
      peer: capabilities,
      epoch: this.#epoch,
      peerEpoch,
      keys: encrypted ? keys : undefined,
    };
    this.deadline = Infinity;
  }

  #end(reason: string): void {
    this.result = reason;
    this.deadline = Infinity;
  }

  #write(now: number): Bytes {
    const { settings: { socket, sequence, options: { mtu, flowWindow } } } = this;
    const timestamp = Math.round(Math.max(0, now - this.#epoch)) >>> 0;
    const handshake: Handshake = {
      version: 5,
      encryption: 0,
      extensionField: 0,
      sequence,
      mtu,
      flowWindow,
      type: CONCLUSION,
      socket,
      cookie: 0,
      peer: new Uint8Array(16),
      extensions: [],
      ...this.#told,
    };
    const header = { type: HANDSHAKE, timestamp, destination: 0 };
    return writeControl(header, writeHandshake(handshake));
  }
}
