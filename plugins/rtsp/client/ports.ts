import { random32 } from "core/mod.ts";
import { FIXED_HEADER, writeHeader } from "media/rtp/packet.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import { type Multicast, openUdp, type UdpSocket } from "net/udp.ts";
import type { UdpRoute } from "../routes/fan.ts";
import { UdpMedia, type UdpReceiver } from "../routes/udp_media.ts";
import type { Pair } from "../wire/answer.ts";

/** How ports of ours are opened. */
export interface PortOptions {
  /** Bytes of the system's receive buffer; 0: its default. */
  readonly receiveBuffer: number;
  /** A socket could not receive, or not join its group; it goes on. */
  failed(error: unknown): void;
}

/** Where media of one section come from, or go to. */
export interface ServerEnd {
  /** Addresses of the server, the most likely first. */
  readonly hosts: readonly string[];
  /** Its ports; undefined where it has not told them. */
  readonly ports: Pair | undefined;
  /** Takes media from its other ports as well. */
  readonly anyPort: boolean;
}

/** Two neighbouring UDP ports of ours for one media section: RTP, RTCP. */
export class UdpPair {
  /** What the section is sent or received by. */
  readonly media: UdpMedia;
  #server: ServerEnd | undefined;
  #route: UdpRoute | undefined;
  /** Where RTCP was last received from. */
  #rtcpFrom: Deno.NetAddr | undefined;

  private constructor(private readonly rtp: UdpSocket, private readonly rtcp: UdpSocket) {
    this.media = new UdpMedia(rtp, rtcp);
  }

  /** Opens an even port and the next one within `range`, beginning anywhere in it; throws where none is free. */
  static unicast([first, last]: Pair, options: PortOptions): UdpPair {
    const even = first + first % 2, pairs = Math.floor((last - even + 1) / 2);
    const start = random32() % Math.max(1, pairs);
    for (let i = 0; i < pairs; i++) {
      const port = even + 2 * ((start + i) % pairs);
      const pair = UdpPair.#open([port, port + 1], options);
      if (pair) return pair;
    }
    throw new Error(`no two neighbouring UDP ports are free from ${first} to ${last}`);
  }

  /** Opens both ports of a multicast group; throws where that is not possible. */
  static multicast(ports: Pair, group: Multicast, options: PortOptions): UdpPair {
    return UdpPair.#open(ports, options, group)!;
  }

  /** Undefined where one of the ports is taken. */
  static #open(
    [rtpPort, rtcpPort]: Pair,
    { receiveBuffer, failed }: PortOptions,
    multicast?: Multicast,
  ): UdpPair | undefined {
    let pair: UdpPair | undefined, rtp: UdpSocket | undefined;
    const open = (port: number, received: Parameters<typeof openUdp>[1]["received"]) =>
      openUdp(`:${port}`, { receiveBuffer, failed, received, ...multicast && { multicast } });
    try {
      rtp = open(rtpPort, (bytes, start, end, from) => pair?.rtpReceived(bytes, start, end, from));
      const rtcp = open(
        rtcpPort,
        (bytes, start, end, from) => pair?.rtcpReceived(bytes, start, end, from),
      );
      return pair = new UdpPair(rtp, rtcp);
    } catch (error) {
      void rtp?.close();
      if (!multicast && (error as Error).cause instanceof Deno.errors.AddrInUse) return undefined;
      throw error;
    }
  }

  get ports(): { readonly rtp: number; readonly rtcp: number } {
    return this.media.ports;
  }

  /** Both addresses of the server; port 0 where it has not told. */
  get route(): UdpRoute {
    return this.#route!;
  }

  /** Names the other end: nothing is taken from anybody else. */
  connect(server: ServerEnd): void {
    const { hosts: [hostname], ports: [rtp, rtcp] = [0, 0] } = server;
    const at = (port: number): Deno.NetAddr => ({ transport: "udp", hostname, port });
    this.#server = server;
    this.#route = { rtp: at(rtp), rtcp: at(rtcp) };
  }

  receive(receiver: UdpReceiver): () => void {
    return this.media.receive(this.route, receiver);
  }

  sendRtcp(bytes: Uint8Array<ArrayBuffer>): void {
    const { rtp, rtcp } = this.route, to = this.#rtcpFrom ?? rtcp;
    if (to.port !== 0) this.media.sendRtcp(bytes, { rtp, rtcp: to });
  }

  /** Sends packets that say nothing, so that firewalls and address translators let answers through. */
  punch(): void {
    const { hosts = [], ports } = this.#server ?? {};
    if (!ports) return;
    const rtp = new Uint8Array(FIXED_HEADER);
    writeHeader(rtp, 0, 0, false, 0, 0, 0);
    for (const hostname of hosts) {
      this.rtp.send(rtp, { transport: "udp", hostname, port: ports[0] });
      this.rtcp.send(EMPTY_REPORT, { transport: "udp", hostname, port: ports[1] });
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.rtp.close(), this.rtcp.close()]);
  }

  private rtpReceived(
    bytes: Uint8Array<ArrayBuffer>,
    start: number,
    end: number,
    from: Deno.NetAddr,
  ): void {
    if (this.#isServer(from, 0)) this.media.rtpReceived(bytes, start, end, this.route.rtp);
  }

  private rtcpReceived(
    bytes: Uint8Array<ArrayBuffer>,
    start: number,
    end: number,
    from: Deno.NetAddr,
  ): void {
    if (!this.#isServer(from, 1)) return;
    this.#rtcpFrom = from;
    this.media.rtcpReceived(bytes, start, end, this.route.rtcp);
  }

  #isServer({ hostname, port }: Deno.NetAddr, which: 0 | 1): boolean {
    const server = this.#server;
    if (!server?.hosts.includes(hostname)) return false;
    return server.anyPort || !server.ports || server.ports[which] === port;
  }
}

const EMPTY_REPORT = writeRtcp([{ kind: "RR", ssrc: 0, reports: [] }]);
