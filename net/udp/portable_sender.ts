import { reach } from "net/native/sockaddr.ts";
import type { Datagrams, Sender, UdpDestination, UdpGroup } from "./socket.ts";

/** Datagrams that wait; what comes while there are as many is dropped whole, so that no destination is favoured. */
const WAITING = 16384;

/** Datagrams on their way to each of some destinations. */
interface Job {
  readonly datagrams: Datagrams;
  readonly targets: readonly Target[];
}

/** Sends by Deno's socket, one datagram after the other: more at once make it collapse. */
export class PortableSender implements Sender {
  readonly method = "portable, one datagram after the other";
  dropped = 0;
  private jobs: Job[] = [];
  private waiting = 0;
  private closed = false;
  private running = false;
  private idle = Promise.resolve();

  constructor(private readonly socket: Deno.DatagramConn, readonly ipv6: boolean) {}

  group(): UdpGroup {
    return new PortableGroup(this);
  }

  send(bytes: Uint8Array<ArrayBuffer>, to: Deno.NetAddr): void {
    try {
      const target = new Target(reach(to.hostname, this.ipv6), to.port);
      this.push({ bytes, offsets: [0], sizes: [bytes.length] }, [target]);
    } catch {
      this.dropped++;
    }
  }

  push(datagrams: Datagrams, targets: readonly Target[]): void {
    if (this.closed || this.waiting >= WAITING) {
      for (const target of targets) this.drop(target, datagrams.sizes.length);
      return;
    }
    this.waiting += datagrams.sizes.length * targets.length;
    this.jobs.push({ datagrams, targets });
    if (!this.running) this.idle = this.run();
  }

  close(): Promise<void> {
    this.closed = true;
    this.jobs = [];
    return this.idle;
  }

  private async run(): Promise<void> {
    this.running = true;
    for (let job = this.jobs.shift(); job; job = this.jobs.shift()) {
      const { bytes, offsets, sizes } = job.datagrams;
      for (const target of job.targets) {
        for (let i = 0; i < sizes.length && !target.removed && !this.closed; i++) {
          const datagram = bytes.subarray(offsets[i], offsets[i] + sizes[i]);
          await this.socket.send(datagram, target.to).catch(() => this.drop(target, 1));
        }
        this.waiting -= sizes.length;
      }
    }
    this.running = false;
  }

  private drop(target: Target, count: number): void {
    target.dropped += count;
    this.dropped += count;
  }
}

class PortableGroup implements UdpGroup {
  /** Replaced when it changes: jobs that wait keep the list they were made with. */
  private targets: readonly Target[] = [];

  constructor(private readonly sender: PortableSender) {}

  get size(): number {
    return this.targets.length;
  }

  add(to: Deno.NetAddr): UdpDestination {
    const target = new Target(reach(to.hostname, this.sender.ipv6), to.port, () => {
      this.targets = this.targets.filter((other) => other !== target);
    });
    this.targets = [...this.targets, target];
    return target;
  }

  send(datagrams: Datagrams): void {
    if (this.targets.length > 0) this.sender.push(datagrams, this.targets);
  }

  close(): void {
    for (const target of this.targets) target.remove();
  }
}

class Target implements UdpDestination {
  readonly segmented = false;
  dropped = 0;
  removed = false;
  readonly to: Deno.NetAddr;

  constructor(hostname: string, port: number, private readonly left?: () => void) {
    this.to = { transport: "udp", hostname, port };
  }

  remove(): void {
    if (this.removed) return;
    this.removed = true;
    this.left?.();
  }
}
