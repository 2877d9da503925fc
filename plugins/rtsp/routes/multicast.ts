import type { Stream } from "core/mod.ts";
import { networkAddresses } from "net/interfaces.ts";
import type { UdpOptions, UdpSocket } from "net/udp.ts";
import type { PacketSource } from "../secure/secure_rendition.ts";
import type { Outlet } from "../session/traffic.ts";
import { Fan, type UdpRoute } from "./fan.ts";
import { GroupAddresses } from "./group_addresses.ts";

/** How many routers pass the packets on. */
export const TTL = 127;

export interface MulticastOptions {
  /** The IPv4 network in CIDR that addresses of groups are taken from. */
  readonly range: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
  /** Opens a UDP socket; throws where it cannot. */
  open(address: string, options: Omit<UdpOptions, "failed">): UdpSocket;
}

/** A reader's place in the group of one media section. */
export interface Membership {
  readonly route: UdpRoute;
  /** Sends a rendition to the group, after the `report` of now; `received` hears the RTCP of whoever is at `ip`. */
  read(
    rendition: PacketSource,
    report: Uint8Array<ArrayBuffer> | undefined,
    ip: string,
    received: (rtcp: Uint8Array) => void,
  ): Outlet;
  /** Gives the place up; the last one ends the group. */
  leave(): void;
}

/** All multicast groups of a server: one for each media section that is read so, on every network of this host. */
export class MulticastMedia {
  readonly #addresses: GroupAddresses;
  readonly #groups = new Map<Stream, Map<number, Group>>();

  constructor(private readonly options: MulticastOptions) {
    this.#addresses = new GroupAddresses(options.range);
  }

  /** A place in the group of a media section; undefined where no address is left. Throws where nothing can be sent. */
  join(stream: Stream, media: number): Membership | undefined {
    let groups = this.#groups.get(stream);
    if (!groups) this.#groups.set(stream, groups = new Map());
    const group = groups.get(media) ?? this.#open(groups, stream, media);
    return group?.join();
  }

  #open(groups: Map<number, Group>, stream: Stream, media: number): Group | undefined {
    const address = this.#addresses.take();
    if (address === undefined) return undefined;
    const end = () => {
      this.#addresses.giveBack(address);
      groups.delete(media);
      if (groups.size === 0) this.#groups.delete(stream);
    };
    try {
      const group = new Group(address, this.options, end);
      groups.set(media, group);
      return group;
    } catch (error) {
      end();
      throw error;
    }
  }
}

/** One group, while it has members: sockets of its own on every network. */
class Group {
  readonly #route: UdpRoute;
  /** By network. */
  readonly #senders: { readonly rtp: UdpSocket; readonly rtcp: UdpSocket }[] = [];
  readonly #sockets: UdpSocket[] = [];
  readonly #fans = new Map<PacketSource, Fan>();
  readonly #listeners = new Set<(rtcp: Uint8Array, ip: string) => void>();
  #members = 0;

  /** `ended` is told when the last member has left. */
  constructor(
    address: string,
    private readonly options: MulticastOptions,
    private readonly ended: () => void,
  ) {
    const { rtpPort, rtcpPort } = options;
    const at = (port: number): Deno.NetAddr => ({ transport: "udp", hostname: address, port });
    this.#route = { rtp: at(rtpPort), rtcp: at(rtcpPort) };
    try {
      this.#listen(address, networkAddresses());
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  join(): Membership {
    this.#members++;
    let isMember = true;
    return {
      route: this.#route,
      read: (...reader) => this.#read(...reader),
      leave: () => {
        const isLast = isMember && --this.#members === 0;
        isMember = false;
        if (!isLast) return;
        this.#close();
        this.ended();
      },
    };
  }

  #read(...[rendition, report, ip, received]: Parameters<Membership["read"]>): Outlet {
    const fan = this.#fans.get(rendition) ?? this.#fan(rendition);
    if (report) { for (const { rtcp } of this.#senders) rtcp.send(report, this.#route.rtcp); }
    const listen = (rtcp: Uint8Array, from: string) => {
      if (from === ip) received(rtcp);
    };
    this.#listeners.add(listen);
    return fan.watch(undefined, () => this.#listeners.delete(listen));
  }

  #fan(rendition: PacketSource): Fan {
    const outputs = this.#senders.map(({ rtp, rtcp }) => ({
      rtp: rtp.group(),
      rtcp: rtcp.group(),
    }));
    const fan = new Fan(outputs);
    fan.add(this.#route);
    this.#fans.set(rendition, fan);
    rendition.add(fan);
    return fan;
  }

  #listen(group: string, networks: readonly string[]): void {
    const received: UdpOptions["received"] = (...datagram) => this.#received(...datagram);
    for (const network of networks) {
      const rtp = this.#socket(`${network}:0`, { multicastTtl: TTL, received: () => {} });
      const rtcp = this.#socket(`${network}:0`, { multicastTtl: TTL, received });
      this.#senders.push({ rtp, rtcp });
    }
    const [first, ...others] = networks, multicast = { group, interface: first, others };
    this.#socket(`:${this.#route.rtcp.port}`, { multicast, received });
  }

  #socket(address: string, options: Omit<UdpOptions, "failed">): UdpSocket {
    const socket = this.options.open(address, options);
    this.#sockets.push(socket);
    return socket;
  }

  /** RTCP of clients, who send it to the group or back to us. */
  #received(
    bytes: Uint8Array<ArrayBuffer>,
    start: number,
    end: number,
    from: Deno.NetAddr,
  ): void {
    if (this.#senders.some(({ rtcp }) => rtcp.port === from.port)) return;
    for (const listen of this.#listeners) listen(bytes.subarray(start, end), from.hostname);
  }

  #close(): void {
    for (const [rendition, fan] of this.#fans) {
      rendition.remove(fan);
      fan.close();
    }
    for (const socket of this.#sockets) void socket.close();
  }
}
