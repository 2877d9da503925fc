import { type Libc, loadLibc } from "net/native/libc.ts";
import { encodeSockaddr, SOCKADDR } from "net/native/sockaddr.ts";

const SOL_SOCKET = 1, SO_TYPE = 3, SO_SNDBUF = 7, SO_RCVBUF = 8;
/** As above, beyond the system's limit: for the privileged (socket(7)). */
const SO_SNDBUFFORCE = 32, SO_RCVBUFFORCE = 33;
const SOL_UDP = 17, UDP_SEGMENT = 103;
const SOCK_DGRAM = 2;

/** Bytes of the kernel's send buffer: a burst of a large frame to hundreds of destinations. */
const SEND_BUFFER = 4 << 20;

/** The kernel's number of a socket that belongs to Deno, for calls of our own on it. */
export class Descriptor {
  /** −1 once dropped: then it may be somebody else's. */
  fd: number;
  readonly ipv6: boolean;
  /** The kernel knows UDP GSO (Linux 4.18). */
  readonly segments: boolean;

  constructor(readonly libc: Libc, fd: number, ipv6: boolean) {
    this.fd = fd;
    this.ipv6 = ipv6;
    this.segments = getOption(libc, fd, SOL_UDP, UDP_SEGMENT) !== undefined;
    this.enlarge(SO_SNDBUF, SO_SNDBUFFORCE, SEND_BUFFER);
  }

  /** Asks for a receive buffer of so many bytes; the system may grant less. */
  setReceiveBuffer(bytes: number): void {
    this.enlarge(SO_RCVBUF, SO_RCVBUFFORCE, bytes);
  }

  /** Bytes of the receive buffer; the kernel reports twice what was asked for (socket(7)). */
  get receiveBuffer(): number {
    return (getOption(this.libc, this.fd, SOL_SOCKET, SO_RCVBUF) ?? 0) / 2;
  }

  drop(): void {
    this.fd = -1;
  }

  private enlarge(option: number, force: number, bytes: number): void {
    const value = new Uint8Array(new Int32Array([bytes]).buffer);
    const { libc: { setsockopt }, fd } = this;
    if (setsockopt(fd, SOL_SOCKET, force, value, 4) !== 0) {
      setsockopt(fd, SOL_SOCKET, option, value, 4);
    }
  }
}

/** The descriptor of the datagram socket bound to `bound`; undefined where it cannot be found beyond doubt. */
export function borrowDescriptor(bound: Deno.NetAddr): Descriptor | undefined {
  const libc = loadLibc();
  if (!libc) return undefined;
  const wanted = encodeSockaddr(bound.hostname, bound.port);
  const found = openDescriptors().filter((fd) => isBound(libc, fd, wanted));
  return found.length === 1
    ? new Descriptor(libc, found[0], wanted.length === SOCKADDR)
    : undefined;
}

function openDescriptors(): number[] {
  try {
    return [...Deno.readDirSync("/proc/self/fd")].map((entry) => Number(entry.name));
  } catch {
    return [];
  }
}

function isBound(libc: Libc, fd: number, wanted: Uint8Array): boolean {
  const name = new Uint8Array(SOCKADDR);
  const length = new Uint8Array(new Uint32Array([SOCKADDR]).buffer);
  if (libc.getsockname(fd, name, length) !== 0) return false;
  if (getOption(libc, fd, SOL_SOCKET, SO_TYPE) !== SOCK_DGRAM) return false;
  const scope = 24;
  return wanted.subarray(0, scope).every((byte, i) => name[i] === byte);
}

function getOption(libc: Libc, fd: number, level: number, option: number): number | undefined {
  const value = new Int32Array(1), length = new Uint8Array(new Uint32Array([4]).buffer);
  const failed = libc.getsockopt(fd, level, option, new Uint8Array(value.buffer), length) !== 0;
  return failed ? undefined : value[0];
}
