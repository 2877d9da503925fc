import { readAcknowledgement, readDropRequest, readLosses } from "../control.ts";
import { KM_REQUEST, KM_RESPONSE } from "../extension.ts";
import type { Options } from "../options.ts";
import type { Agreement } from "../opening/agreement.ts";
import {
  ACK,
  ACKACK,
  type Bytes,
  type ControlHeader,
  type ControlPacket,
  DROP_REQUEST,
  KEEPALIVE,
  NAK,
  readPacket,
  SHUTDOWN,
  USER,
  writeControl,
} from "../packet.ts";
import { Malformed } from "media/malformed.ts";
import { Counters } from "./counters.ts";
import { Outbox, type Packets } from "./outbox.ts";
import { Receiver } from "./receiver.ts";
import { RoundTrip } from "./round_trip.ts";
import { OVERHEAD, Sender, type Shared } from "./sender.ts";

/** Microseconds without a packet of ours after which one says that we are there. */
const KEEPALIVE_INTERVAL = 1_000_000;

/**
 * A connection that was agreed on (draft-sharabayko-srt-01 §4). Whoever owns it hands it packets and the time, in
 * microseconds, and after each call takes what it wants to send, and what has come.
 */
export class Connection implements Shared {
  readonly counters = new Counters();
  readonly roundTrip = new RoundTrip();
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly receiver: Receiver;
  /** Why it has ended. */
  ended: string | undefined;
  #faults: string[] = [];
  #now: number;
  #heardAt: number;
  #spokeAt: number;
  #announceAt = 0;

  /** `lent`: as `Outbox` has it. */
  constructor(
    readonly agreement: Agreement,
    readonly options: Options,
    now: number,
    lent?: Bytes,
  ) {
    this.outbox = new Outbox(lent);
    this.#now = this.#heardAt = this.#spokeAt = now;
    this.sender = new Sender(this);
    this.receiver = new Receiver(this, now);
    if (agreement.keys) this.counters.packetsSentKM = this.counters.packetsReceivedKM = 1;
  }

  /** Takes a packet: its bytes belong to the connection from now on. */
  receive(bytes: Bytes, now: number): void {
    if (this.ended !== undefined) return;
    this.#now = now;
    const packet = bytes.length > this.agreement.mtu - OVERHEAD
      ? new Malformed("SRT: a packet that is longer than agreed")
      : readPacket(bytes);
    if (packet instanceof Malformed) return void this.#faults.push(packet.reason);
    this.#heardAt = now;
    if (packet.kind === "data") this.receiver.receive(packet, now);
    else this.#control(packet, now);
  }

  /** Sends `block`, cut into payloads; false where there is no room for it. */
  send(block: Uint8Array, now: number): boolean {
    if (this.ended !== undefined) return true;
    this.#now = now;
    const sent = this.sender.send(block, now);
    if (this.agreement.keys) this.#announce(now);
    return sent;
  }

  /** Does what is due at `now`. */
  timeout(now: number): void {
    if (this.ended !== undefined) return;
    this.#now = now;
    if (now - this.#heardAt >= this.options.idleTimeout) return this.#end("timed out");
    this.receiver.timeout(now);
    this.sender.timeout(now);
    this.#announce(now);
    if (now - this.#spokeAt >= KEEPALIVE_INTERVAL) this.control({ type: KEEPALIVE });
  }

  /** When `timeout` is to be called next. */
  get deadline(): number {
    if (this.ended !== undefined) return Infinity;
    const own = Math.min(
      this.#spokeAt + KEEPALIVE_INTERVAL,
      this.#heardAt + this.options.idleTimeout,
      this.agreement.keys?.announcement ? this.#announceAt : Infinity,
    );
    return Math.min(own, this.receiver.deadline, this.sender.deadline);
  }

  /** Tells the peer that it is over. */
  shutdown(now: number): void {
    if (this.ended !== undefined) return;
    this.#now = now;
    this.#end("terminated");
  }

  /** What is to be sent: taken once. */
  take(): readonly Packets[] {
    const packets = this.outbox.take();
    if (packets.length > 0) this.#spokeAt = this.#now;
    return packets;
  }

  /** What has come and is due: taken once. */
  takeDelivered(): readonly Bytes[] {
    const { delivered } = this.receiver;
    if (delivered.length > 0) this.receiver.delivered = [];
    return delivered;
  }

  /** What was wrong with packets: taken once. */
  takeFaults(): readonly string[] {
    const faults = this.#faults;
    if (faults.length > 0) this.#faults = [];
    return faults;
  }

  control(header: Pick<ControlHeader, "type" | "subtype" | "info">, body?: Bytes): void {
    const { epoch, peerSocket: destination } = this.agreement;
    const timestamp = Math.round(this.#now - epoch) >>> 0;
    this.outbox.add(writeControl({ ...header, timestamp, destination }, body));
    this.#spokeAt = this.#now;
  }

  #end(reason: string): void {
    this.control({ type: SHUTDOWN });
    this.ended = reason;
  }

  #control(packet: ControlPacket, now: number): void {
    const { type, body } = packet;
    if (type === ACK) this.#acknowledged(packet, now);
    else if (type === ACKACK) this.receiver.confirmed(packet.info, packet.timestamp, now);
    else if (type === NAK) {
      const losses = this.#valid(readLosses(body));
      this.counters.packetsReceivedNAK++;
      if (losses) this.sender.missed(losses, now);
    } else if (type === DROP_REQUEST) {
      const range = this.#valid(readDropRequest(body));
      if (range) this.receiver.given(range, now);
    } else if (type === SHUTDOWN) this.ended = "EOF";
    else if (type === USER) this.#keyMaterial(packet);
  }

  #acknowledged({ info, body }: ControlPacket, now: number): void {
    const acknowledgement = this.#valid(readAcknowledgement(body));
    if (!acknowledgement) return;
    this.counters.packetsReceivedACK++;
    if (acknowledgement.report) this.control({ type: ACKACK, info });
    this.sender.acknowledged(acknowledgement, now);
  }

  #keyMaterial({ subtype, body }: ControlPacket): void {
    const { keys } = this.agreement;
    if (!keys || subtype !== KM_REQUEST && subtype !== KM_RESPONSE) return;
    this.counters.packetsReceivedKM++;
    if (subtype === KM_RESPONSE) return keys.answered(body);
    this.control({ type: USER, subtype: KM_RESPONSE }, keys.told(body));
    this.counters.packetsSentKM++;
  }

  /** Tells the next key, again and again until the peer has it. */
  #announce(now: number): void {
    const message = this.agreement.keys?.announcement;
    if (!message || now < this.#announceAt) return;
    this.#announceAt = now + 1.5 * this.roundTrip.rtt;
    this.control({ type: USER, subtype: KM_REQUEST }, message);
    this.counters.packetsSentKM++;
  }

  #valid<T>(value: T | Malformed): T | undefined {
    if (!(value instanceof Malformed)) return value;
    this.#faults.push(value.reason);
    return undefined;
  }
}
