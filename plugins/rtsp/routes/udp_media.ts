import type { UdpSocket } from "net/udp.ts";
import type { PacketSource } from "../secure/secure_rendition.ts";
import type { Outlet } from "../session/traffic.ts";
import { Fan, type UdpRoute } from "./fan.ts";

/** Takes what a client sends for one media section. */
export interface UdpReceiver {
  rtp?(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  rtcp(bytes: Uint8Array): void;
}

/** The pair of UDP ports that all sessions share: tells clients apart by their address, and sends to many at once. */
export class UdpMedia {
  readonly #receivers = new Map<string, UdpReceiver>();
  readonly #fans = new Map<PacketSource, Fan>();

  constructor(private readonly rtp: UdpSocket, private readonly rtcp: UdpSocket) {}

  get ports(): { readonly rtp: number; readonly rtcp: number } {
    return { rtp: this.rtp.port, rtcp: this.rtcp.port };
  }

  /** Sends a rendition to a client, after the `report` of now; `received` hears of the client's own RTCP. */
  read(
    route: UdpRoute,
    rendition: PacketSource,
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

  #fan(rendition: PacketSource): Fan {
    let fan = this.#fans.get(rendition);
    if (!fan) {
      this.#fans.set(
        rendition,
        fan = new Fan([{ rtp: this.rtp.group(), rtcp: this.rtcp.group() }]),
      );
      rendition.add(fan);
    }
    return fan;
  }

  #end(rendition: PacketSource, fan: Fan): void {
    this.#fans.delete(rendition);
    rendition.remove(fan);
    fan.close();
  }
}

function keyOf(port: "rtp" | "rtcp", { hostname, port: number }: Deno.NetAddr): string {
  return `${port} ${hostname} ${number}`;
}
