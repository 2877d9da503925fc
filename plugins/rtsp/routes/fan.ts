import type { PacketReader } from "core/mod.ts";
import { GAP, type RtpBatch } from "media/rtp/batch.ts";
import type { UdpGroup } from "net/udp.ts";
import type { Outlet, Sent } from "../session/traffic.ts";

/** Both addresses of one media section at the client, or of its multicast group. */
export interface UdpRoute {
  readonly rtp: Deno.NetAddr;
  readonly rtcp: Deno.NetAddr;
}

/** What RTP and RTCP are sent by. */
export interface FanOutput {
  readonly rtp: UdpGroup;
  readonly rtcp: UdpGroup;
}

/** All destinations that are sent one rendition: a single reader of the stream. */
export class Fan implements PacketReader {
  #packets = 0;
  #reports = 0;
  #bytes = 0;

  /** Each destination is sent to by every output. */
  constructor(private readonly outputs: readonly FanOutput[]) {}

  get empty(): boolean {
    return this.outputs.every(({ rtp }) => rtp.size === 0);
  }

  /** Adds a destination; what it is sent is what the fan sends from now on. */
  add(route: UdpRoute): Outlet {
    const destinations = this.outputs.map(({ rtp, rtcp }) => ({
      rtp: rtp.add(route.rtp),
      rtcp: rtcp.add(route.rtcp),
    }));
    const dropped = () => Math.max(...destinations.map(({ rtp }) => rtp.dropped));
    return this.watch(dropped, () => {
      for (const { rtp, rtcp } of destinations) {
        rtp.remove();
        rtcp.remove();
      }
    });
  }

  /** Counts what is sent from now on, less the packets that were `dropped`, until it is stopped. */
  watch(dropped = () => 0, stopped = () => {}): Outlet {
    const before = { packets: this.#packets, reports: this.#reports, bytes: this.#bytes };
    let sent: Sent | undefined;
    const sentNow = () => ({
      packets: this.#packets - before.packets - dropped(),
      reports: this.#reports - before.reports,
      bytes: this.#bytes - before.bytes,
      discarded: dropped(),
    });
    return {
      get sent() {
        return sent ?? sentNow();
      },
      stop() {
        sent = sentNow();
        stopped();
      },
    };
  }

  write(batch: RtpBatch): void {
    for (const { rtp } of this.outputs) rtp.send(batch);
    this.#packets += batch.sizes.length;
    this.#bytes += batch.bytes.length - GAP * batch.sizes.length;
  }

  report(rtcp: Uint8Array<ArrayBuffer>): void {
    for (const output of this.outputs) {
      output.rtcp.send({ bytes: rtcp, offsets: [0], sizes: [rtcp.length] });
    }
    this.#reports++;
    this.#bytes += rtcp.length;
  }

  close(): void {
    for (const { rtp, rtcp } of this.outputs) {
      rtp.close();
      rtcp.close();
    }
  }
}
