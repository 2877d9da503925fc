import { parseAddress } from "./address.ts";
import { borrowDescriptor, type Descriptor } from "./udp/native/descriptor.ts";
import { drainer } from "./udp/native/drain.ts";
import { NativeSender } from "./udp/native/sender.ts";
import { Peers } from "./udp/peers.ts";
import { PortableSender } from "./udp/portable_sender.ts";
import { Receiver } from "./udp/receiver.ts";
import type { Multicast, Sender, UdpOptions, UdpSocket } from "./udp/socket.ts";

export type {
  Datagrams,
  Multicast,
  UdpDestination,
  UdpGroup,
  UdpOptions,
  UdpSocket,
} from "./udp/socket.ts";

/**
 * Binds `address` (`host:port`, `:port` for IPv6 and IPv4) and receives until closed. Sending goes through the kernel's
 * batch calls where this machine has them, elsewhere one datagram after the other. Throws where it cannot bind.
 */
export function openUdp(address: string, options: UdpOptions): UdpSocket {
  const socket = options.multicast ? join(address, options.multicast, options) : bind(address);
  if (options.multicastTtl) setTtl(socket, options.multicastTtl, options);
  const bound = socket.addr as Deno.NetAddr;
  const descriptor = options.native === false ? undefined : borrowDescriptor(bound);
  if (options.receiveBuffer) descriptor?.setReceiveBuffer(options.receiveBuffer);
  const sender: Sender = descriptor
    ? new NativeSender(descriptor)
    : new PortableSender(socket, bound.hostname.includes(":"));
  const peers = new Peers();
  const receiver = new Receiver(socket, peers, options);
  const received = receiver.run(descriptor && drainer(descriptor, peers, receiver));
  return {
    port: bound.port,
    native: descriptor !== undefined,
    method: sender.method,
    receiveBuffer: descriptor?.receiveBuffer,
    get dropped() {
      return sender.dropped;
    },
    group: () => sender.group(),
    send: (bytes, to) => sender.send(bytes, to),
    close: () => close(socket, descriptor, sender, receiver, received),
  };
}

/** The descriptor is given up in the same turn, before its number can belong to somebody else. */
async function close(
  socket: Deno.DatagramConn,
  descriptor: Descriptor | undefined,
  sender: Sender,
  receiver: Receiver,
  received: Promise<void>,
): Promise<void> {
  if (!receiver.closed) {
    receiver.closed = true;
    descriptor?.drop();
    socket.close();
  }
  await Promise.all([received, sender.close()]);
}

function bind(address: string): Deno.DatagramConn {
  const { hostname, port } = parseAddress(address);
  try {
    return hostname === "" ? bindAny(port) : listen(hostname, port);
  } catch (error) {
    const reason = error instanceof Deno.errors.AddrInUse ? "the address is in use" : String(error);
    throw new Error(`Cannot listen on ${address} (UDP): ${reason}`, { cause: error });
  }
}

/** Other sockets may be bound to the port as well: for other groups, or in other programs. */
function join(
  address: string,
  { group, interface: network, others = [] }: Multicast,
  { failed }: UdpOptions,
): Deno.DatagramConn {
  const socket = bindShared(group, parseAddress(address).port);
  for (const one of [network, ...others]) socket.joinMulticastV4(group, one).catch(failed);
  return socket;
}

/** The group of all hosts, which each of them is a member of: only a member can be asked for the lifetime. */
const ALL_HOSTS = "224.0.0.1";

function setTtl(socket: Deno.DatagramConn, ttl: number, { failed }: UdpOptions): void {
  const { hostname } = socket.addr as Deno.NetAddr;
  const set = async () => {
    const membership = await socket.joinMulticastV4(ALL_HOSTS, hostname);
    await membership.setTTL(ttl);
    // Readers on this host.
    await membership.setLoopback(true);
    await membership.leave();
  };
  set().catch(failed);
}

/** Bound to the group, a socket hears that group only; Windows knows no such thing. */
function bindShared(group: string, port: number): Deno.DatagramConn {
  const options = { transport: "udp", port, reuseAddress: true, loopback: true } as const;
  try {
    return Deno.listenDatagram({ ...options, hostname: group });
  } catch (error) {
    if (Deno.build.os !== "windows") {
      throw new Error(`Cannot receive ${group}:${port} (UDP): ${error}`, { cause: error });
    }
    return Deno.listenDatagram({ ...options, hostname: "0.0.0.0" });
  }
}

function bindAny(port: number): Deno.DatagramConn {
  try {
    return listen("::", port);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) {
      throw error;
    }
    return listen("0.0.0.0", port);
  }
}

function listen(hostname: string, port: number): Deno.DatagramConn {
  return Deno.listenDatagram({ transport: "udp", hostname, port });
}
