import { ACK, type Endpoint, FIN, LARGEST_SEGMENT, PSH, SYN, tcpFrame } from "./frame.ts";

type Frame = Uint8Array<ArrayBuffer>;

const NOTHING = new Uint8Array(0);

/** One end, and the number of the next byte it sends. */
interface Side {
  readonly endpoint: Endpoint;
  next: number;
}

/** What a TCP connection carried, as the frames that a capture of it would hold: handshake, data, end. */
export class TcpConversation {
  readonly #local: Side;
  readonly #remote: Side;

  /** Both addresses are of one family. */
  constructor(local: Endpoint, remote: Endpoint) {
    this.#local = { endpoint: local, next: 0 };
    this.#remote = { endpoint: remote, next: 0 };
  }

  /** The handshake of a connection that was accepted. */
  accepted(): Frame[] {
    const [local, remote] = [this.#local, this.#remote];
    return [
      this.#control(remote, local, SYN),
      this.#control(local, remote, SYN | ACK),
      this.#control(remote, local, ACK),
    ];
  }

  /** Bytes that came from the peer. */
  received(bytes: Uint8Array): Frame[] {
    return this.#data(this.#remote, this.#local, bytes);
  }

  /** Bytes that the peer was sent. */
  sent(bytes: Uint8Array): Frame[] {
    return this.#data(this.#local, this.#remote, bytes);
  }

  /** The peer says no more. */
  receivedEnd(): Frame[] {
    return [this.#control(this.#remote, this.#local, FIN | ACK)];
  }

  /** This side ends. */
  sentEnd(): Frame[] {
    return [this.#control(this.#local, this.#remote, FIN | ACK)];
  }

  #data(from: Side, to: Side, bytes: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (let at = 0; at < bytes.length; at += LARGEST_SEGMENT) {
      const part = bytes.subarray(at, at + LARGEST_SEGMENT);
      frames.push(segment(from, to, PSH | ACK, part));
      from.next = from.next + part.length >>> 0;
    }
    return frames;
  }

  /** SYN and FIN count as a byte each (RFC 9293 §3.4). */
  #control(from: Side, to: Side, flags: number): Frame {
    const frame = segment(from, to, flags, NOTHING);
    if (flags & (SYN | FIN)) from.next = from.next + 1 >>> 0;
    return frame;
  }
}

function segment(from: Side, to: Side, flags: number, payload: Uint8Array): Frame {
  const acknowledged = flags & ACK ? to.next : 0;
  return tcpFrame(
    from.endpoint,
    to.endpoint,
    { sequence: from.next, acknowledged, flags },
    payload,
  );
}
