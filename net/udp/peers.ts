import { decodeIp } from "net/native/sockaddr.ts";

/** Peers that are remembered; beyond it (forged addresses) all are forgotten. */
const LIMIT = 4096;

const AF_INET6 = 10;
const MAPPED = "::ffff:";

/** The addresses datagrams come from, as shared objects, so that a known peer costs a look-up. */
export class Peers {
  private readonly known = new Map<string, Deno.NetAddr>();
  /** By IPv4 address and port in one number (48 bits), or by the words of an IPv6 address and port. */
  private readonly raw = new Map<number | string, Deno.NetAddr>();

  /** The peer as Deno names it. */
  named(address: Deno.NetAddr): Deno.NetAddr {
    const { hostname, port } = address;
    const mapped = hostname.startsWith(MAPPED) && hostname.includes(".");
    return this.peer(mapped ? hostname.slice(MAPPED.length) : hostname, port);
  }

  /** The peer whose `sockaddr` stands at `at`. */
  decode(view: DataView<ArrayBuffer>, at: number): Deno.NetAddr {
    const key = rawKey(view, at);
    let peer = this.raw.get(key);
    if (!peer) {
      if (this.raw.size >= LIMIT) this.raw.clear();
      peer = this.peer(decodeIp(view, at), view.getUint16(at + 2));
      this.raw.set(key, peer);
    }
    return peer;
  }

  private peer(hostname: string, port: number): Deno.NetAddr {
    const key = `${hostname} ${port}`;
    let peer = this.known.get(key);
    if (!peer) {
      if (this.known.size >= LIMIT) this.known.clear();
      this.known.set(key, peer = { transport: "udp", hostname, port });
    }
    return peer;
  }
}

function rawKey(view: DataView, at: number): number | string {
  const port = view.getUint16(at + 2);
  if (view.getUint16(at, true) !== AF_INET6) return view.getUint32(at + 4) * 0x10000 + port;
  const [a, b, c, d] = [8, 12, 16, 20].map((offset) => view.getUint32(at + offset));
  if (a === 0 && b === 0 && c === 0xffff) return d * 0x10000 + port;
  return `${a} ${b} ${c} ${d} ${port}`;
}
