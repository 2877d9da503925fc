import type { Descriptor } from "./descriptor.ts";
import { MSG_DONTWAIT } from "net/native/libc.ts";
import { type Entry, Messages } from "./messages.ts";
import { type GroupSender, NativeGroup } from "./group.ts";
import { encodeSockaddr, reach, SOCKADDR } from "net/native/sockaddr.ts";
import type { Sender, UdpGroup } from "../socket.ts";
import { SpreadGroup } from "../spread_group.ts";
import { Stage } from "./stage.ts";

/** Hosts whose addresses are remembered; beyond it all are forgotten. */
const HOSTS = 1024;

let stage: Stage | undefined;

/** Sends by Linux's `sendmmsg` on the descriptor of Deno's socket. */
export class NativeSender implements Sender, GroupSender {
  readonly method: string;
  dropped = 0;
  readonly stage = stage ??= new Stage();
  private readonly single: Messages<Entry>;
  private readonly hosts = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor(readonly descriptor: Descriptor) {
    this.method = descriptor.segments ? "native batches with segmentation" : "native batches";
    this.single = this.messages(false);
    this.single.add({ slot: 0 }, new Uint8Array(SOCKADDR));
  }

  group(): UdpGroup {
    return new SpreadGroup(() => new NativeGroup(this));
  }

  messages<E extends Entry>(segmented: boolean): Messages<E> {
    return new Messages<E>(this.stage, segmented, this.descriptor.ipv6 ? SOCKADDR : 16);
  }

  send(bytes: Uint8Array<ArrayBuffer>, to: Deno.NetAddr): void {
    const { libc: { sendmmsg }, fd } = this.descriptor;
    const name = this.nameOf(to);
    if (!name || !this.stage.one(bytes, 0, bytes.length)) {
      this.dropped++;
      return;
    }
    this.single.setName(0, name);
    if (fd < 0 || sendmmsg(fd, this.single.pointer(0), 1, MSG_DONTWAIT) !== 1) this.dropped++;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private nameOf(to: Deno.NetAddr): Uint8Array | undefined {
    const name = this.hosts.get(to.hostname) ?? this.encode(to.hostname);
    if (name) name[2] = to.port >> 8, name[3] = to.port & 0xff;
    return name;
  }

  private encode(host: string): Uint8Array<ArrayBuffer> | undefined {
    try {
      const name = encodeSockaddr(reach(host, this.descriptor.ipv6), 0);
      if (this.hosts.size >= HOSTS) this.hosts.clear();
      this.hosts.set(host, name);
      return name;
    } catch {
      return undefined;
    }
  }
}
