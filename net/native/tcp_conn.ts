import { type Libc, loadLibc, MSG_DONTWAIT, MSG_NOSIGNAL } from "./libc.ts";
import { encodeSockaddr, SOCKADDR } from "./sockaddr.ts";

/** What is used of a connection. */
export interface TcpConn extends
  Pick<
    Deno.Conn<Deno.NetAddr>,
    "localAddr" | "remoteAddr" | "read" | "write" | "close"
  > {
  /**
   * Hands the kernel as many bytes as it takes at once; how many. Not to be called while a `write` is under way, which
   * it would overtake. Why it takes none, the next `write` tells.
   */
  send?(bytes: Uint8Array): number;
}

/** A TCP connection that can also be written to by calls of our own on its descriptor. */
export class NativeTcpConn implements TcpConn {
  readonly localAddr: Deno.NetAddr;
  readonly remoteAddr: Deno.NetAddr;

  /** `fd` belongs to `conn`, which nobody else closes. */
  constructor(
    private readonly conn: Deno.TcpConn,
    private readonly libc: Pick<Libc, "send">,
    private fd: number,
  ) {
    this.localAddr = conn.localAddr;
    this.remoteAddr = conn.remoteAddr;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.conn.read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.conn.write(bytes);
  }

  send(bytes: Uint8Array): number {
    if (this.fd < 0) return 0;
    const { fd, libc: { send } } = this, flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    return Math.max(0, send(fd, bytes as Uint8Array<ArrayBuffer>, bytes.length, flags));
  }

  close(): void {
    forget(this.fd);
    this.fd = -1;
    this.conn.close();
  }
}

/** The same connection with `send`; as it is where that cannot be had. From now on only what is returned is used. */
export function withSend(conn: Deno.TcpConn): TcpConn {
  const libc = loadLibc();
  if (!libc) return conn;
  const fd = descriptorOf(libc, conn);
  return fd === undefined ? conn : new NativeTcpConn(conn, libc, fd);
}

/** Descriptors that were found, which nobody else can have while they are open. */
const taken = new Set<number>();
/** The kernel gives out the lowest number that is free, so the next one mostly follows the last. */
const FIRST = 3, BEYOND = 64;
let likely = FIRST, highest = FIRST;

function forget(fd: number): void {
  if (taken.delete(fd) && fd < likely) likely = fd;
}

/** The descriptor of a connection: the one with both its addresses. */
function descriptorOf(libc: Libc, { localAddr, remoteAddr }: Deno.TcpConn): number | undefined {
  const range = highest + BEYOND - FIRST;
  for (let i = 0; i < range; i++) {
    const fd = FIRST + (likely - FIRST + i) % range;
    if (taken.has(fd) || !hasAddress(libc.getpeername, fd, remoteAddr)) continue;
    if (!hasAddress(libc.getsockname, fd, localAddr)) continue;
    taken.add(fd);
    likely = fd + 1;
    highest = Math.max(highest, fd);
    return fd;
  }
  return undefined;
}

const name = new Uint8Array(SOCKADDR), length = new Uint32Array(1);
const lengthBytes = new Uint8Array(length.buffer);

function hasAddress(ask: Libc["getpeername"], fd: number, { hostname, port }: Deno.NetAddr) {
  length[0] = SOCKADDR;
  if (ask(fd, name, lengthBytes) !== 0 || name[2] !== port >> 8 || name[3] !== (port & 0xff)) {
    return false;
  }
  const wanted = encodeSockaddr(hostname, port), end = wanted.length === SOCKADDR ? 24 : 8;
  return wanted.subarray(0, end).every((byte, i) => name[i] === byte);
}
