import { type Acknowledgement, type Range, writeDropRequest } from "../control.ts";
import { FLAGS } from "../extension.ts";
import type { Options } from "../options.ts";
import type { Agreement } from "../opening/agreement.ts";
import {
  type Bytes,
  CLEAR,
  type ControlHeader,
  DROP_REQUEST,
  HEADER,
  markRetransmitted,
  writeDataHeader,
} from "../packet.ts";
import { advance, distance, nextMessage } from "../sequence.ts";
import type { Counters } from "./counters.ts";
import { Meter } from "./meters.ts";
import type { Outbox } from "./outbox.ts";
import type { RoundTrip } from "./round_trip.ts";
import { type Outgoing, SendBuffer, sizeOf } from "./send_buffer.ts";

/** What both halves of a connection share. Times in microseconds. */
export interface Shared {
  readonly agreement: Agreement;
  readonly options: Options;
  readonly counters: Counters;
  readonly roundTrip: RoundTrip;
  readonly outbox: Outbox;
  /** Sends a control packet. */
  control(header: Pick<ControlHeader, "type" | "subtype" | "info">, body?: Bytes): void;
}

/** A packet is given up this late at the earliest (draft-sharabayko-srt-01 §4.6). */
const LEAST_DROP_DELAY = 1_000_000;
/** What an answer may take longer than the round trip: receivers tell every 10 ms. */
const PATIENCE = 20_000;
/** Packets that are sent at once go this far ahead of the bandwidth: what a socket keeps is little more. */
const BURST = 1000;
/** The IP and UDP headers, which the bandwidth counts. */
export const OVERHEAD = 28;

/** The half of a connection that sends data. */
export class Sender {
  readonly meter = new Meter();
  readonly buffer = new SendBuffer();
  /** Packets a second that the link could carry, by the peer's measure. */
  capacity = 0;
  /** Packets that the peer has room for. */
  window: number;
  /** Microseconds in which something was on its way, and since when it is. */
  #busy = 0;
  #busySince: number | undefined;
  #sequence: number;
  #message = 1;
  #probeAt = Infinity;
  /** When the bandwidth lets the next packet go. */
  #freeAt = -Infinity;
  /** Since when packets wait. */
  #waitingSince: number | undefined;
  readonly #dropDelay: number;

  constructor(private readonly shared: Shared) {
    const { agreement, options } = shared;
    this.#sequence = agreement.sequence;
    this.window = Math.max(1, agreement.peerWindow);
    const drops = options.tooLateDrop && (agreement.peer.flags & FLAGS.tooLateDrop) !== 0;
    const delay = agreement.sendLatency + options.sendDropDelay;
    this.#dropDelay = drops ? Math.max(delay, LEAST_DROP_DELAY) + PATIENCE : Infinity;
  }

  /** Payload bytes of a packet. */
  get payloadSize(): number {
    const { options, agreement } = this.shared;
    return Math.min(options.payloadSize, agreement.mtu - OVERHEAD - HEADER);
  }

  /**
   * Sends `block` cut into payloads, or queues what there is no room for yet; false where there is none at all: then
   * nothing of it is sent. The block is kept, and must not change.
   */
  send(block: Uint8Array, now: number): boolean {
    const size = this.payloadSize, count = Math.ceil(block.length / size);
    const { agreement: { keys, epoch }, options } = this.shared;
    const { buffer } = this, full = buffer.waiting > 0 && buffer.waiting + count > options.queue;
    if (full || buffer.length + count > options.sendBuffer) return false;
    const timestamp = Math.round(now - epoch) >>> 0;
    for (let start = 0; start < block.length; start += size) {
      const end = Math.min(start + size, block.length), key = keys?.next(options);
      const sequence = this.#sequence, message = this.#message;
      const times = { timestamp, queuedAt: now, repeatedAt: 0 };
      buffer.push({ ...{ block, start, end, sequence, message, key }, ...times });
      this.#sequence = advance(sequence);
      this.#message = nextMessage(message);
    }
    this.flush(now);
    return true;
  }

  /** Sends what there is room for. */
  flush(now: number): void {
    const { buffer, shared: { options, counters } } = this;
    this.#freeAt = Math.max(this.#freeAt, now - BURST);
    for (let packet; (packet = buffer.next) && buffer.flight < this.window;) {
      if (this.#freeAt > now) break;
      const size = HEADER + sizeOf(packet);
      this.#waitingSince = undefined;
      this.#freeAt += (size + OVERHEAD) * 1e6 / options.maxBandwidth;
      this.#lay(packet);
      buffer.sent();
      counters.packetsSent++;
      counters.packetsSentUnique++;
      counters.bytesSent += size;
      counters.bytesSentUnique += size;
      this.meter.packet(size, now);
      if (this.#probeAt === Infinity) this.#awaitAnswer(now);
    }
    this.#settle(now);
  }

  /** The peer has told what it has. */
  acknowledged({ sequence, report }: Acknowledgement, now: number): void {
    const { buffer, shared: { roundTrip } } = this, { first } = buffer;
    if (report) {
      this.window = Math.max(1, report.available);
      if (report.capacity > 0) this.capacity = report.capacity;
      if (report.rtt > 0) roundTrip.measured(report.rtt);
    }
    const count = first ? distance(first.sequence, sequence) : 0;
    if (count <= 0 || count > buffer.flight) return this.flush(now);
    for (let i = 0; i < count; i++) buffer.shift();
    if (buffer.flight > 0) this.#awaitAnswer(now);
    else this.#probeAt = Infinity;
    this.flush(now);
  }

  /** The peer misses packets: they are sent again, or it is told that there are none of them any more. */
  missed(ranges: readonly Range[], now: number): void {
    let left = this.buffer.flight;
    for (const { first, last } of ranges) {
      const { first: oldest, lastSent } = this.buffer;
      if (!oldest || !lastSent || distance(last, lastSent.sequence) < 0) continue;
      const gone = Math.max(0, distance(first, oldest.sequence));
      const from = advance(first, gone), count = distance(from, last) + 1;
      if (gone > 0) this.#forgo({ first, last: count > 0 ? advance(from, -1) : last });
      for (let i = 0; i < count && left > 0; i++, left--) {
        const packet = this.buffer.find(advance(from, i));
        if (!packet) break;
        // What is on its way for the second time is not lost twice.
        if (!this.#repeat(packet, now)) continue;
        this.shared.counters.packetsSendLoss++;
        this.meter.lost(1, now);
      }
    }
  }

  /** Does what is due: gives up what is too late, and asks anew where no answer comes. */
  timeout(now: number): void {
    this.#drop(now);
    if (now >= this.#probeAt) this.#probe(now);
    this.flush(now);
  }

  get deadline(): number {
    const { buffer } = this, { first } = buffer;
    const drop = first ? first.queuedAt + this.#dropDelay : Infinity;
    const free = buffer.waiting > 0 && buffer.flight < this.window ? this.#freeAt : Infinity;
    return Math.min(drop, free, this.#probeAt);
  }

  /** Microseconds that packets have waited for room, none being sent meanwhile. */
  stalled(now: number): number {
    return this.#waitingSince === undefined ? 0 : now - this.#waitingSince;
  }

  /** Microseconds in which something was on its way. */
  busy(now: number): number {
    return this.#busy + (this.#busySince === undefined ? 0 : now - this.#busySince);
  }

  /** Tells the peer not to wait for packets that have been given up. */
  #forgo(range: Range): void {
    this.shared.control({ type: DROP_REQUEST }, writeDropRequest(range));
  }

  #drop(now: number): void {
    const { buffer, shared: { counters } } = this;
    for (let first; (first = buffer.first) && now - first.queuedAt >= this.#dropDelay;) {
      buffer.shift();
      counters.packetsSendDrop++;
      counters.bytesSendDrop += sizeOf(first) + HEADER;
    }
    if (buffer.flight === 0) this.#probeAt = Infinity;
  }

  /** The last packet shows the peer what it misses; the first is what one waits for that has said so already. */
  #probe(now: number): void {
    const { first, lastSent } = this.buffer;
    if (first && lastSent) {
      if (first !== lastSent) this.#repeat(first, now);
      this.#repeat(lastSent, now);
    }
    if (lastSent) this.#awaitAnswer(now);
    else this.#probeAt = Infinity;
  }

  /** Sends a packet again; not, and false, where an answer to the last time may still be on its way. */
  #repeat(packet: Outgoing, now: number): boolean {
    const { counters, roundTrip } = this.shared;
    if (packet.repeatedAt > 0 && now - packet.repeatedAt < roundTrip.rtt) return false;
    packet.repeatedAt = now;
    const size = this.#lay(packet, true);
    counters.packetsSent++;
    counters.packetsRetrans++;
    counters.bytesSent += size;
    counters.bytesRetrans += size;
    this.meter.packet(size, now);
    return true;
  }

  /** Makes a packet, anew each time that it is sent, so that nobody has to keep it; its bytes. */
  #lay(packet: Outgoing, again = false): number {
    const { agreement: { peerSocket: destination }, outbox } = this.shared;
    const { block, start, end, key, sequence, message, timestamp } = packet;
    const size = HEADER + end - start, parity = key?.parity ?? CLEAR;
    outbox.lay(size, (bytes, at) => {
      writeDataHeader(bytes, at, { sequence, message, key: parity, timestamp, destination });
      bytes.set(block.subarray(start, end), at + HEADER);
      key?.stream.crypt(bytes, at + HEADER, at + size, sequence);
      if (again) markRetransmitted(bytes, at);
    });
    return size;
  }

  #awaitAnswer(now: number): void {
    this.#probeAt = now + this.shared.roundTrip.timeout + PATIENCE;
  }

  #settle(now: number): void {
    const { buffer } = this;
    this.#waitingSince = buffer.waiting > 0 ? this.#waitingSince ?? now : undefined;
    if (buffer.length > 0) this.#busySince ??= now;
    else if (this.#busySince !== undefined) {
      this.#busy += now - this.#busySince;
      this.#busySince = undefined;
    }
  }
}
