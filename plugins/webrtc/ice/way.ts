import type { Datagrams } from "net/udp.ts";

/** One way to a peer: from one of our sockets to one of its addresses. */
export interface Way {
  readonly protocol: "udp" | "tcp";
  /** What it leads through, beside our own socket. */
  readonly via?: Port;
  /** The peer's address, as it is seen here. */
  readonly ip: string;
  readonly port: number;
  /** Whether `sendAll` is done with the bytes when it returns. */
  readonly copies: boolean;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Sends several at once; how many of them could not be. */
  sendAll(datagrams: Datagrams): number;
  /** Nothing more is sent on it. */
  close(): void;
}

/** Who is behind ways: told what comes by them. */
export interface Listener {
  /** A message of STUN. */
  stun(bytes: Uint8Array, way: Way): void;
  /** Anything else, `bytes[start .. end]`, which belong to the listener from now on; only by a way that was accepted. */
  received(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** Whether it has asked the question that an answer with this transaction belongs to. */
  asked(transaction: string): boolean;
  /** A way is gone: a connection was closed. */
  lost(way: Way): void;
}

/** Where agents are reached: by UDP or TCP, one of each for all of them. */
export interface Port {
  /** Lets messages for this user name fragment reach the listener; returns the undo. */
  listen(ufrag: string, listener: Listener): () => void;
  /** What comes by this way is the listener's from now on; returns the undo. */
  accept(way: Way, listener: Listener): () => void;
}

/** Reads the two user name fragments of a request, ours first; empty where there are none. */
export function ufragsOf(username: Uint8Array | undefined): [own: string, other: string] {
  if (!username || username.length > 513) return ["", ""];
  const [own, other = ""] = new TextDecoder().decode(username).split(":", 2);
  return [own, other];
}
