/** Datagrams in one buffer: number `i` is `bytes[offsets[i] .. offsets[i] + sizes[i]]`. Not changed once sent. */
export interface Datagrams {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly offsets: readonly number[];
  readonly sizes: readonly number[];
}

/** Sends and receives datagrams on one port. Sending never waits and never throws: what fails is dropped and counted. */
export interface UdpSocket {
  /** The port it is bound to, also where 0 was asked for. */
  readonly port: number;
  /** Whether the kernel's batch calls are in use. */
  readonly native: boolean;
  /** How it sends, in words for the log. */
  readonly method: string;
  /** Bytes of the kernel's receive buffer; undefined where it cannot be told. */
  readonly receiveBuffer?: number;
  /** Datagrams that could not be sent. */
  readonly dropped: number;
  /** Destinations that are all sent the same datagrams. */
  group(): UdpGroup;
  /** Sends one datagram. */
  send(bytes: Uint8Array<ArrayBuffer>, to: Deno.NetAddr): void;
  /** Gives the port up at once; resolves when nothing is received or sent any more. */
  close(): Promise<void>;
}

export interface UdpGroup {
  /** Number of destinations. */
  readonly size: number;
  /** Throws where `to` is no IP address, or an IPv6 one and the socket IPv4 only. */
  add(to: Deno.NetAddr): UdpDestination;
  /** Sends them, in order, to every destination; to many of them in later turns. */
  send(datagrams: Datagrams): void;
  /** Removes every destination. */
  close(): void;
}

export interface UdpDestination {
  /** Datagrams that could not be sent to it. */
  readonly dropped: number;
  /** Whether runs of equal-sized datagrams leave in one piece that the kernel cuts (UDP GSO). */
  readonly segmented: boolean;
  remove(): void;
}

/** An IPv4 multicast group, and the local address of the network it is to be received from. */
export interface Multicast {
  readonly group: string;
  readonly interface: string;
  /** Local addresses of further networks. */
  readonly others?: readonly string[];
}

export interface UdpOptions {
  /** Bytes of the kernel's receive buffer; 0 or absent: the system's default. Only native sockets can be given one. */
  receiveBuffer?: number;
  /** False: never use the kernel's batch calls. */
  native?: boolean;
  /** Takes what is sent to a multicast group, and to no other one; `address` names the port alone. */
  multicast?: Multicast;
  /** How many routers pass what is sent to multicast groups on; `address` says by which network. 1 where absent. */
  multicastTtl?: number;
  /**
   * The datagram is `bytes[start .. end]`. It and `ROOM` bytes before it belong to the caller from now on and are not
   * written again. Datagrams that follow each other have just that room between them, while they fit one buffer.
   * `from` is plain IPv4 where the peer is; the same peer mostly is the same object.
   */
  received(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, from: Deno.NetAddr): void;
  /** The socket could not receive, or `received` threw. It goes on. */
  failed(error: unknown): void;
}

/** Bytes of room before each received datagram: an interleaved frame header (RFC 2326 §10.12) fits. */
export const ROOM = 4;

/** The largest payload of a datagram over IPv4: 65535 less the IP and UDP headers. */
export const LARGEST = 65507;

/** The sending half of a socket. */
export interface Sender {
  readonly method: string;
  readonly dropped: number;
  group(): UdpGroup;
  send(bytes: Uint8Array<ArrayBuffer>, to: Deno.NetAddr): void;
  close(): Promise<void>;
}
