import { addressOf } from "net/native/libc.ts";
import { SOCKADDR } from "net/native/sockaddr.ts";
import type { Stage } from "./stage.ts";

/** Bytes of Linux's `struct mmsghdr`, and of the place of an address. */
const HEADER = 64, NAME = 32;

/** What stands in a table: it is told when it is moved. */
export interface Entry {
  slot: number;
}

/**
 * Message headers, ready for `sendmmsg`, of everybody who is sent what lies on the stage: one per entry, made when the
 * table grows and never touched by a send. `segmented` ones have the kernel cut the payload.
 */
export class Messages<E extends Entry> {
  readonly entries: E[] = [];
  private headers = new Uint8Array(new ArrayBuffer(0));
  private names = new Uint8Array(new ArrayBuffer(0));
  private base: Deno.PointerObject | null = null;

  constructor(
    private readonly stage: Stage,
    readonly segmented: boolean,
    private readonly nameSize: number,
  ) {
    this.grow(1);
  }

  get count(): number {
    return this.entries.length;
  }

  /** The headers from `slot` on. */
  pointer(slot: number): Deno.PointerValue {
    return slot === 0 ? this.base : Deno.UnsafePointer.offset(this.base!, slot * HEADER);
  }

  add(entry: E, name: Uint8Array): void {
    if ((this.count + 1) * HEADER > this.headers.length) this.grow(this.count * 2);
    entry.slot = this.entries.push(entry) - 1;
    this.setName(entry.slot, name);
  }

  setName(slot: number, name: Uint8Array): void {
    this.names.set(name, slot * NAME);
  }

  /** The last one moves into its place. */
  remove(entry: E): Uint8Array {
    const name = this.names.slice(entry.slot * NAME, entry.slot * NAME + SOCKADDR);
    const last = this.entries.pop()!;
    if (last !== entry) {
      this.names.copyWithin(entry.slot * NAME, last.slot * NAME, (last.slot + 1) * NAME);
      this.entries[last.slot = entry.slot] = last;
    }
    entry.slot = -1;
    return name;
  }

  private grow(capacity: number): void {
    const names = new Uint8Array(new ArrayBuffer(capacity * NAME));
    names.set(this.names);
    this.names = names;
    this.headers = new Uint8Array(new ArrayBuffer(capacity * HEADER));
    this.base = Deno.UnsafePointer.of(this.headers);
    const view = new DataView(this.headers.buffer), first = addressOf(names);
    for (let i = 0; i < capacity; i++) this.write(view, i * HEADER, first + BigInt(i * NAME));
  }

  /** `msg_name`, its size, `msg_iov`, its length, `msg_control`, its size. */
  private write(view: DataView, at: number, name: bigint): void {
    view.setBigUint64(at, name, true);
    view.setUint32(at + 8, this.nameSize, true);
    view.setBigUint64(at + 16, this.stage.iovAddress, true);
    view.setUint32(at + 24, 1, true);
    if (!this.segmented) return;
    view.setBigUint64(at + 32, this.stage.controlAddress, true);
    view.setUint32(at + 40, this.stage.controlSize, true);
  }
}
