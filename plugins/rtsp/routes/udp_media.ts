import type { PacketReader, Rendition } from "core/mod.ts";
import { GAP, type RtpBatch } from "media/rtp/batch.ts";
import type { UdpGroup, UdpSocket } from "net/udp.ts";
import type { Outlet, Sent } from "../session/traffic.ts";

/** Both addresses of one media section at the client. */
export interface UdpRoute {
  readonly rtp: Deno.NetAddr;
  readonly rtcp: Deno.NetAddr;
}

/** Takes what a client sends for one media section. */
export interface UdpReceiver {
  rtp?(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  rtcp(bytes: Uint8Array): void;
}

/** The pair of UDP ports that all sessions share: tells clients apart by their address, and sends to many at once. */
export class UdpMedia {
  readonly #receivers = new Map<string, UdpReceiver>();
  readonly #fans = new Map<Rendition, Fan>();

  constructor(private readonly rtp: UdpSocket, private readonly rtcp: UdpSocket) {}

  get ports(): { readonly rtp: number; readonly rtcp: number } {
    return { rtp: this.rtp.port, rtcp: this.rtcp.port };
  }

  /** Sends a rendition to a client, after the `report` of now; `received` hears of the client's own RTCP. */
  read(
    route: UdpRoute,
    rendition: Rendition,
    report: Uint8Array<ArrayBuffer> | undefined,
    received: (rtcp: Uint8Array) => void,
  ): Outlet {
    const fan = this.#fan(rendition);
    if (report) this.rtcp.send(report, route.rtcp);
    const outlet = fan.add(route), deafen = this.receive(route, { rtcp: received });
    return {
      get sent() {
        return outlet.sent;
      },
      stop: () => {
        deafen();
        outlet.stop();
        if (fan.empty) this.#end(rendition, fan);
      },
    };
  }

  /** Hands what comes from a client to `receiver`; returns the undo. A route that is taken already is taken over. */
  receive(route: UdpRoute, receiver: UdpReceiver): () => void {
    const keys = [keyOf("rtp", route.rtp), keyOf("rtcp", route.rtcp)];
    for (const key of keys) this.#receivers.set(key, receiver);
    return () => {
      for (const key of keys) {
        if (this.#receivers.get(key) === receiver) this.#receivers.delete(key);
      }
    };
  }

  /** Sends RTCP to a client. */
  sendRtcp(bytes: Uint8Array<ArrayBuffer>, route: UdpRoute): void {
    this.rtcp.send(bytes, route.rtcp);
  }

  /** A datagram reached the RTP port. */
  rtpReceived(
    bytes: Uint8Array<ArrayBuffer>,
    start: number,
    end: number,
    from: Deno.NetAddr,
  ): void {
    this.#receivers.get(keyOf("rtp", from))?.rtp?.(bytes, start, end);
  }

  /** A datagram reached the RTCP port. */
  rtcpReceived(
    bytes: Uint8Array<ArrayBuffer>,
    start: number,
    end: number,
    from: Deno.NetAddr,
  ): void {
    this.#receivers.get(keyOf("rtcp", from))?.rtcp(bytes.subarray(start, end));
  }

  #fan(rendition: Rendition): Fan {
    let fan = this.#fans.get(rendition);
    if (!fan) {
      this.#fans.set(rendition, fan = new Fan(this.rtp.group(), this.rtcp.group()));
      rendition.add(fan);
    }
    return fan;
  }

  #end(rendition: Rendition, fan: Fan): void {
    this.#fans.delete(rendition);
    rendition.remove(fan);
    fan.close();
  }
}

/** All clients that are sent one rendition: a single reader of the stream. */
class Fan implements PacketReader {
  #packets = 0;
  #reports = 0;
  #bytes = 0;

  constructor(private readonly rtp: UdpGroup, private readonly rtcp: UdpGroup) {}

  get empty(): boolean {
    return this.rtp.size === 0;
  }

  /** Adds a client; what it is sent is what the fan sends from now on. */
  add(route: UdpRoute): Outlet {
    const rtp = this.rtp.add(route.rtp), rtcp = this.rtcp.add(route.rtcp);
    const before = { packets: this.#packets, reports: this.#reports, bytes: this.#bytes };
    let sent: Sent | undefined;
    const sentNow = () => ({
      packets: this.#packets - before.packets - rtp.dropped,
      reports: this.#reports - before.reports,
      bytes: this.#bytes - before.bytes,
      discarded: rtp.dropped,
    });
    return {
      get sent() {
        return sent ?? sentNow();
      },
      stop() {
        sent = sentNow();
        rtp.remove();
        rtcp.remove();
      },
    };
  }

  write(batch: RtpBatch): void {
    this.rtp.send(batch);
    this.#packets += batch.sizes.length;
    this.#bytes += batch.bytes.length - GAP * batch.sizes.length;
  }

  report(rtcp: Uint8Array<ArrayBuffer>): void {
    this.rtcp.send({ bytes: rtcp, offsets: [0], sizes: [rtcp.length] });
    this.#reports++;
    this.#bytes += rtcp.length;
  }

  close(): void {
    this.rtp.close();
    this.rtcp.close();
  }
}

function keyOf(port: "rtp" | "rtcp", { hostname, port: number }: Deno.NetAddr): string {
  return `${port} ${hostname} ${number}`;
}
