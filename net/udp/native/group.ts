import type { Descriptor } from "./descriptor.ts";
import { EINVAL, EIO, EMSGSIZE, MSG_DONTWAIT } from "net/native/libc.ts";
import type { Entry, Messages } from "./messages.ts";
import { encodeSockaddr, reach } from "net/native/sockaddr.ts";
import type { Datagrams, UdpDestination, UdpGroup } from "../socket.ts";
import { runEnd, type Stage } from "./stage.ts";

/** Messages of one `sendmmsg`. */
const CHUNK = 256;

/**
 * Answers to a segmented message that a plain one may not get: segments over the route's MTU (EINVAL in older
 * kernels), or a device that cannot checksum.
 */
const REFUSALS: readonly number[] = [EMSGSIZE, EINVAL, EIO];

/** A segmented destination whose route refused datagrams `from` and after. */
interface Refused {
  readonly destination: NativeDestination;
  readonly name: Uint8Array;
  readonly from: number;
}

/** What a group needs of the sender it belongs to. */
export interface GroupSender {
  readonly descriptor: Descriptor;
  readonly stage: Stage;
  /** Datagrams that could not be sent, of all groups. */
  dropped: number;
  messages<E extends Entry>(segmented: boolean): Messages<E>;
}

/** Each destination stands in one of two tables, and keeps its place in it. */
export class NativeGroup implements UdpGroup {
  private readonly segmented: Messages<NativeDestination>;
  private readonly plain: Messages<NativeDestination>;
  private refused: Refused[] = [];

  constructor(private readonly sender: GroupSender) {
    this.segmented = sender.messages(true);
    this.plain = sender.messages(false);
  }

  get size(): number {
    return this.segmented.count + this.plain.count;
  }

  add(to: Deno.NetAddr): UdpDestination {
    const { ipv6, segments } = this.sender.descriptor;
    const name = encodeSockaddr(reach(to.hostname, ipv6), to.port);
    const destination = new NativeDestination(segments ? this.segmented : this.plain);
    destination.table.add(destination, name);
    return destination;
  }

  send(datagrams: Datagrams): void {
    const count = datagrams.sizes.length, { stage } = this.sender;
    for (let i = 0; i < count && this.plain.count > 0; i++) {
      const fits = stage.run(datagrams, i, i + 1);
      this.transmit(this.plain, fits, i, i + 1);
    }
    for (let i = 0; i < count && this.segmented.count > 0;) {
      const to = runEnd(datagrams.sizes, i);
      this.transmit(this.segmented, stage.run(datagrams, i, to), i, to);
      i = to;
    }
    if (this.refused.length > 0) this.sendRefused(datagrams);
  }

  close(): void {
    for (const { entries } of [this.segmented, this.plain]) {
      for (const destination of entries.splice(0)) destination.slot = -1;
    }
  }

  /** Sends what is on the stage, datagrams `from .. to`, to the destinations from `slot` to `end`. */
  private transmit(
    table: Messages<NativeDestination>,
    fits: boolean,
    from: number,
    to: number,
    slot = 0,
    end = Infinity,
  ): void {
    const { libc: { sendmmsg }, fd } = this.sender.descriptor;
    const sendable = fits && fd >= 0;
    while (slot < end && slot < table.count) {
      const most = Math.min(CHUNK, end - slot, table.count - slot);
      const sent = sendable ? sendmmsg(fd, table.pointer(slot), most, MSG_DONTWAIT) : 0;
      slot += sent > 0 ? sent : this.failed(table.entries[slot], sendable, from, to);
    }
  }

  /** What became of a destination that could not be sent `from .. to`; returns how many slots were dealt with. */
  private failed(destination: NativeDestination, tried: boolean, from: number, to: number): number {
    if (tried && destination.segmented && REFUSALS.includes(this.sender.descriptor.libc.errno())) {
      const name = this.segmented.remove(destination);
      this.refused.push({ destination, name, from });
      return 0;
    }
    destination.dropped += to - from;
    this.sender.dropped += to - from;
    return 1;
  }

  /** Plain from now on, beginning with the datagrams that were refused. */
  private sendRefused(datagrams: Datagrams): void {
    const refused = this.refused;
    this.refused = [];
    for (const { destination, name, from } of refused) {
      this.plain.add(destination, name);
      destination.table = this.plain;
      for (let i = from; i < datagrams.sizes.length; i++) {
        const fits = this.sender.stage.run(datagrams, i, i + 1);
        this.transmit(this.plain, fits, i, i + 1, destination.slot, destination.slot + 1);
      }
    }
  }
}

class NativeDestination implements UdpDestination, Entry {
  slot = -1;
  dropped = 0;

  constructor(public table: Messages<NativeDestination>) {}

  get segmented(): boolean {
    return this.table.segmented;
  }

  remove(): void {
    if (this.slot >= 0) this.table.remove(this);
  }
}
