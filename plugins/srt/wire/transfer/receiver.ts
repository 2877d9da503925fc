import { type Range, writeLosses } from "../control.ts";
import { FLAGS } from "../extension.ts";
import { type Bytes, CLEAR, type DataPacket, HEADER, NAK } from "../packet.ts";
import { advance, distance } from "../sequence.ts";
import { Acknowledger, type Reported } from "./acknowledger.ts";
import { Losses } from "./losses.ts";
import { CapacityMeter, Meter } from "./meters.ts";
import { Playout } from "./playout.ts";
import { OVERHEAD, type Shared } from "./sender.ts";

/** A packet that waits until it is due. Times in microseconds. */
interface Incoming {
  /** Empty for one that is passed over. */
  readonly payload: Bytes;
  readonly due: number;
}

/** Losses are reported again after this long at the earliest. */
const LEAST_NAK_INTERVAL = 20_000;
/** Packets that were given up and may still come. */
const REMEMBERED = 64;
const NOTHING: Bytes = new Uint8Array(0);

/** The half of a connection that receives data. */
export class Receiver {
  readonly meter = new Meter();
  readonly capacity = new CapacityMeter();
  readonly losses = new Losses();
  readonly playout: Playout;
  /** Payloads in order: drained by the owner after each call. */
  delivered: Bytes[] = [];
  /** Payload that waits. */
  bytes = 0;
  /** Mean time that belated packets were too late by, in microseconds. */
  belatedTime = 0;
  readonly #waiting = new Map<number, Incoming>();
  readonly #tooLateDrop: boolean;
  readonly #byTimestamp: boolean;
  /** The next number to hand on, and the one behind the highest that has come. */
  #next: number;
  #end: number;
  /** Numbers that were given up not long ago. */
  readonly #givenUp = new Set<number>();
  #nakAt = Infinity;
  readonly #acknowledger: Acknowledger;

  constructor(private readonly shared: Shared, now: number) {
    const { agreement, options } = shared, { flags } = agreement.peer;
    this.#next = this.#end = agreement.peerSequence;
    this.#acknowledger = new Acknowledger(shared, this.#next);
    this.#byTimestamp = options.timestampDelivery && (flags & FLAGS.tsbpdSender) !== 0;
    this.#tooLateDrop = this.#byTimestamp && options.tooLateDrop;
    const { peerEpoch, receiveLatency } = agreement;
    this.playout = new Playout(peerEpoch, receiveLatency, options.driftTracing, now);
  }

  /** Packets between the one to hand on next and the highest, those that are missing included. */
  get length(): number {
    return distance(this.#next, this.#end);
  }

  /** Packets that have come and wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Packets that there is room for. */
  get available(): number {
    return Math.max(0, this.shared.options.receiveBuffer - this.length);
  }

  /** Microseconds of media that wait. */
  get span(): number {
    const first = this.#waiting.get(this.#front), last = this.#waiting.get(advance(this.#end, -1));
    return first && last ? Math.max(0, last.due - first.due) : 0;
  }

  /** Takes a data packet. */
  receive(packet: DataPacket, now: number): void {
    const { counters } = this.shared, size = packet.payload.length + HEADER;
    counters.packetsReceived++;
    counters.bytesReceived += size;
    this.meter.packet(size, now);
    if (packet.retransmitted) {
      counters.packetsReceivedRetrans++;
      counters.bytesReceivedRetrans += size;
    } else this.capacity.packet(packet.sequence, now);
    const place = distance(this.#next, packet.sequence);
    if (place < 0) return this.#belated(packet, now);
    if (place >= this.shared.options.receiveBuffer) return this.#noRoom(size);
    if (this.#waiting.has(packet.sequence)) return;
    if (!this.#register(packet.sequence, now)) return;
    counters.packetsReceivedUnique++;
    counters.bytesReceivedUnique += size;
    this.#keep(packet, now);
    this.#report(now);
    this.#deliver(now);
  }

  /** The peer has seen report number `number`. */
  confirmed(number: number, timestamp: number, now: number): void {
    const rtt = this.#acknowledger.confirmed(number, now);
    if (rtt === undefined) return;
    this.shared.roundTrip.measured(rtt);
    this.playout.trace(timestamp, rtt, now);
  }

  /** The peer will not send some packets any more. */
  given(range: Range, now: number): void {
    for (const { first, last } of this.losses.within(range)) {
      const count = distance(first, last) + 1;
      for (let i = 0; i < count; i++) {
        this.#waiting.set(advance(first, i), { payload: NOTHING, due: 0 });
      }
      this.#countDropped(count);
    }
    this.losses.remove(range);
    this.#deliver(now);
  }

  /** Does what is due. */
  timeout(now: number): void {
    this.#deliver(now);
    this.#acknowledger.timeout(this.#complete, now, () => this.#reported(now));
    if (now >= this.#nakAt) this.#complainAgain(now);
  }

  get deadline(): number {
    return Math.min(this.#acknowledger.deadline, this.#nakAt, this.#dueNext());
  }

  /** The first number that has come, or the end. */
  get #front(): number {
    const { first } = this.losses;
    return first?.first === this.#next ? advance(first.last) : this.#next;
  }

  /** The number that everything before has come, or is waited for no more. */
  get #complete(): number {
    return this.losses.first?.first ?? this.#end;
  }

  #belated({ sequence, payload, timestamp }: DataPacket, now: number): void {
    // A packet that comes twice is not late, it was there.
    if (!this.#givenUp.delete(sequence)) return;
    const { counters } = this.shared, late = Math.max(0, now - this.playout.due(timestamp, now));
    counters.packetsReceivedBelated++;
    counters.bytesReceivedBelated += payload.length + HEADER;
    this.belatedTime += (late - this.belatedTime) / 8;
  }

  #noRoom(size: number): void {
    this.shared.counters.packetsReceivedDrop++;
    this.shared.counters.bytesReceivedDrop += size;
  }

  /** Notes which numbers are missing; false where this one is not. */
  #register(sequence: number, now: number): boolean {
    const ahead = distance(this.#end, sequence), { counters } = this.shared;
    if (ahead < 0) return this.losses.remove({ first: sequence, last: sequence }) > 0;
    if (ahead > 0) {
      const range = { first: this.#end, last: advance(sequence, -1) };
      this.losses.add(range, counters.packetsReceivedUnique);
      counters.packetsReceivedLoss += ahead;
      counters.bytesReceivedLoss += ahead * this.#meanSize();
      this.meter.lost(ahead, now);
    }
    this.#end = advance(sequence);
    return true;
  }

  #keep({ sequence, payload, key, timestamp }: DataPacket, now: number): void {
    const { agreement: { keys }, counters } = this.shared;
    const due = this.#byTimestamp ? this.playout.due(timestamp, now) : 0;
    const readable = keys
      ? key !== CLEAR && keys.decrypt(key, payload, 0, payload.length, sequence)
      : key === CLEAR;
    if (!readable) {
      counters.packetsReceivedUndecrypt++;
      counters.bytesReceivedUndecrypt += payload.length + HEADER;
    }
    this.#waiting.set(sequence, { payload: readable ? payload : NOTHING, due });
    if (readable) this.bytes += payload.length;
  }

  /** Tells the peer at once what is missing, and after a while what has come. */
  #report(now: number): void {
    const { options, counters } = this.shared;
    if (!this.losses.none) {
      const { packetsReceivedUnique } = counters;
      const fresh = this.losses.takeFresh(packetsReceivedUnique, options.reorderTolerance);
      if (fresh.length > 0) this.#complain(fresh);
      this.#nakAt = Math.min(this.#nakAt, now + this.#nakInterval);
    }
    this.#acknowledger.packet(this.#complete, now);
  }

  #reported(now: number): Reported {
    const { packets, bytes } = this.meter.rates(now);
    return {
      available: Math.max(2, this.available),
      packetRate: packets,
      byteRate: bytes,
      capacity: this.capacity.rate,
    };
  }

  get #nakInterval(): number {
    const { options, roundTrip } = this.shared;
    return options.periodicNak ? Math.max(LEAST_NAK_INTERVAL, roundTrip.timeout / 2) : Infinity;
  }

  #complainAgain(now: number): void {
    this.#nakAt = this.losses.none ? Infinity : now + this.#nakInterval;
    if (!this.losses.none) this.#complain(this.losses.ranges);
  }

  #complain(ranges: readonly Range[]): void {
    const { counters, agreement } = this.shared;
    const words = Math.floor((agreement.mtu - OVERHEAD - HEADER) / 4);
    this.shared.control({ type: NAK }, writeLosses(ranges, words));
    counters.packetsSentNAK++;
  }

  /** Hands on what is due, in order; what is missing is given up when something behind it is due. */
  #deliver(now: number): void {
    while (distance(this.#next, this.#end) > 0) {
      const front = this.#front, incoming = this.#waiting.get(front);
      const missing = distance(this.#next, front);
      if (!incoming || incoming.due > now || missing > 0 && !this.#tooLateDrop) return;
      if (missing > 0) {
        this.#giveUp({ first: this.#next, last: advance(front, -1) }, missing, now);
      }
      this.#waiting.delete(front);
      this.#next = advance(front);
      if (incoming.payload.length === 0) continue;
      this.bytes -= incoming.payload.length;
      this.delivered.push(incoming.payload);
    }
  }

  #giveUp(range: Range, count: number, now: number): void {
    this.losses.remove(range);
    this.#countDropped(count);
    for (let i = 0; i < count; i++) this.#givenUp.add(advance(range.first, i));
    for (const oldest of this.#givenUp) {
      if (this.#givenUp.size <= REMEMBERED) break;
      this.#givenUp.delete(oldest);
    }
    this.#acknowledger.news(now);
  }

  #dueNext(): number {
    const front = this.#front;
    if (front !== this.#next && !this.#tooLateDrop) return Infinity;
    return this.#waiting.get(front)?.due ?? Infinity;
  }

  #countDropped(packets: number): void {
    const { counters } = this.shared;
    counters.packetsReceivedDrop += packets;
    counters.bytesReceivedDrop += packets * this.#meanSize();
  }

  #meanSize(): number {
    const { bytesReceivedUnique, packetsReceivedUnique } = this.shared.counters;
    return packetsReceivedUnique > 0 ? Math.round(bytesReceivedUnique / packetsReceivedUnique) : 0;
  }
}
