import type { Descriptor } from "./descriptor.ts";
import { addressOf, MSG_DONTWAIT } from "net/native/libc.ts";
import type { Peers } from "../peers.ts";
import type { Receiver } from "../receiver.ts";
import { SOCKADDR } from "net/native/sockaddr.ts";

/** Datagrams of one call, and calls of one turn. */
const MESSAGES = 32, CALLS = 8;

/** Bytes of Linux's `struct mmsghdr` and of an `iovec`; of the places of an address and of a datagram. */
const HEADER = 64, IOVEC = 16, NAME = 32, DATAGRAM = 65536;

let landing: Landing | undefined;

/** What delivers, by `recvmmsg`, the datagrams that wait at a socket. */
export function drainer(descriptor: Descriptor, peers: Peers, receiver: Receiver): () => void {
  const { recvmmsg } = descriptor.libc;
  const { headers, pointer, names, datagram } = landing ??= new Landing();
  return () => {
    for (let calls = 0; calls < CALLS && descriptor.fd >= 0; calls++) {
      const count = recvmmsg(descriptor.fd, pointer, MESSAGES, MSG_DONTWAIT, null);
      for (let i = 0; i < count; i++) {
        headers.setUint32(i * HEADER + 8, SOCKADDR, true);
        const size = headers.getUint32(i * HEADER + 56, true);
        receiver.deliver(datagram(i, size), peers.decode(names, i * NAME));
      }
      if (count < MESSAGES) return;
    }
  };
}

/** Where datagrams land, for all sockets of this process: pages that no datagram reaches are never really there. */
class Landing {
  readonly headers = new DataView(new ArrayBuffer(MESSAGES * HEADER));
  readonly names = new DataView(new ArrayBuffer(MESSAGES * NAME));
  private readonly vectors = new DataView(new ArrayBuffer(MESSAGES * IOVEC));
  private readonly bytes = new Uint8Array(new ArrayBuffer(MESSAGES * DATAGRAM));
  readonly pointer = Deno.UnsafePointer.of(this.headers);

  readonly datagram = (i: number, size: number) =>
    this.bytes.subarray(i * DATAGRAM, i * DATAGRAM + size);

  constructor() {
    const names = addressOf(new Uint8Array(this.names.buffer));
    const vectors = addressOf(new Uint8Array(this.vectors.buffer));
    const bytes = addressOf(this.bytes);
    for (let i = 0; i < MESSAGES; i++) {
      this.vectors.setBigUint64(i * IOVEC, bytes + BigInt(i * DATAGRAM), true);
      this.vectors.setUint32(i * IOVEC + 8, DATAGRAM, true);
      this.headers.setBigUint64(i * HEADER, names + BigInt(i * NAME), true);
      this.headers.setUint32(i * HEADER + 8, SOCKADDR, true);
      this.headers.setBigUint64(i * HEADER + 16, vectors + BigInt(i * IOVEC), true);
      this.headers.setUint32(i * HEADER + 24, 1, true);
    }
  }
}
