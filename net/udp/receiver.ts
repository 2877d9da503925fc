import type { Peers } from "./peers.ts";
import { ROOM, type UdpOptions } from "./socket.ts";

/** Bytes of the buffers that datagrams are handed out in; the largest datagram and its room fit. */
const SLAB = 65536;

/** Milliseconds to wait after the system refused to receive. */
const PAUSE = 100;

/** Receives until closed, and lays datagrams one behind the other in buffers that are never written again. */
export class Receiver {
  closed = false;
  private slab = new Uint8Array(0);
  private used = SLAB;

  constructor(
    private readonly socket: Deno.DatagramConn,
    private readonly peers: Peers,
    private readonly options: Pick<UdpOptions, "received" | "failed">,
  ) {}

  /** `drain` is called after each datagram, to deliver what else waits. */
  async run(drain?: () => void): Promise<void> {
    const landing = new Uint8Array(SLAB);
    while (!this.closed) {
      try {
        const [datagram, from] = await this.socket.receive(landing);
        this.deliver(datagram, this.peers.named(from as Deno.NetAddr));
        drain?.();
      } catch (error) {
        await this.refused(error);
      }
    }
  }

  /** Hands a datagram on, in bytes of its own. */
  deliver(datagram: Uint8Array, from: Deno.NetAddr): void {
    if (this.closed) return;
    if (this.used + ROOM + datagram.length > this.slab.length) {
      this.slab = new Uint8Array(SLAB), this.used = 0;
    }
    const start = this.used + ROOM, end = start + datagram.length;
    this.slab.set(datagram, start);
    this.used = end;
    try {
      this.options.received(this.slab, start, end, from);
    } catch (error) {
      this.options.failed(error);
    }
  }

  /** Windows answers a datagram to a port that nobody holds with a reset of ours: nothing has happened to it. */
  private async refused(error: unknown): Promise<void> {
    if (this.closed || error instanceof Deno.errors.ConnectionReset) return;
    this.options.failed(error);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
