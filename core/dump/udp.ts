import { type Endpoint, udpFrame } from "media/pcapng/frame.ts";
import type { Datagrams, UdpGroup, UdpSocket } from "net/udp.ts";
import { endpointOf, facing } from "./endpoint.ts";
import type { Recording } from "./recording.ts";

/** Writes down the datagrams of one socket. */
export class DatagramTap {
  /** `local`: where the socket is bound. */
  constructor(private readonly recording: Recording, private readonly local: Deno.NetAddr) {}

  received(bytes: Uint8Array, from: Deno.NetAddr): void {
    const peer = endpointOf(from);
    if (peer) this.recording.add([udpFrame(peer, this.#own(peer), bytes)]);
  }

  sent({ bytes, offsets, sizes }: Datagrams, to: readonly Deno.NetAddr[]): void {
    for (const address of to) {
      if (this.recording.full) {
        this.recording.missed(sizes.length);
        continue;
      }
      const peer = endpointOf(address);
      if (!peer) continue;
      const own = this.#own(peer);
      const frame = (at: number, i: number) =>
        udpFrame(own, peer, bytes.subarray(at, at + sizes[i]));
      this.recording.add(offsets.map(frame));
    }
  }

  #own(peer: Endpoint): Endpoint {
    return facing(endpointOf(this.local), this.local.port, peer);
  }
}

/** `socket`, with everything that is sent written down; `closed` is waited for at its end. */
export function tapSocket(
  socket: UdpSocket,
  tap: DatagramTap,
  closed: () => Promise<void>,
): UdpSocket {
  return {
    port: socket.port,
    native: socket.native,
    method: socket.method,
    receiveBuffer: socket.receiveBuffer,
    get dropped() {
      return socket.dropped;
    },
    group: () => tapGroup(socket.group(), tap),
    send(bytes, to) {
      socket.send(bytes, to);
      tap.sent({ bytes, offsets: [0], sizes: [bytes.length] }, [to]);
    },
    async close() {
      await socket.close();
      await closed();
    },
  };
}

function tapGroup(group: UdpGroup, tap: DatagramTap): UdpGroup {
  const destinations = new Set<{ readonly to: Deno.NetAddr }>();
  return {
    get size() {
      return group.size;
    },
    add(to) {
      const destination = group.add(to), entry = { to };
      destinations.add(entry);
      return {
        get dropped() {
          return destination.dropped;
        },
        get segmented() {
          return destination.segmented;
        },
        remove() {
          destinations.delete(entry);
          destination.remove();
        },
      };
    },
    send(datagrams) {
      group.send(datagrams);
      tap.sent(datagrams, [...destinations].map(({ to }) => to));
    },
    close() {
      destinations.clear();
      group.close();
    },
  };
}
