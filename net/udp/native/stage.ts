import { addressOf } from "net/native/libc.ts";
import { type Datagrams, LARGEST } from "../socket.ts";

const SOL_UDP = 17, UDP_SEGMENT = 103;
/** Bytes of a control message that holds 16 bits: `CMSG_SPACE(2)` on 64-bit Linux. */
const CONTROL = 24;

/** Segments that the kernel cuts from one message (`UDP_MAX_SEGMENTS`). */
const SEGMENTS = 64;

/**
 * The payload that all message headers of this process point to: copying a run here once costs less than telling the
 * kernel another address, and nothing of the caller's must be kept alive. Used within one call only.
 */
export class Stage {
  private readonly payload = new Uint8Array(new ArrayBuffer(LARGEST + 1));
  private readonly iov = new DataView(new ArrayBuffer(16));
  private readonly control = new DataView(new ArrayBuffer(CONTROL));
  readonly iovAddress = addressOf(new Uint8Array(this.iov.buffer));
  readonly controlAddress = addressOf(new Uint8Array(this.control.buffer));
  readonly controlSize = CONTROL;

  constructor() {
    this.iov.setBigUint64(0, addressOf(this.payload), true);
    this.control.setBigUint64(0, BigInt(CONTROL - 6), true);
    this.control.setInt32(8, SOL_UDP, true);
    this.control.setInt32(12, UDP_SEGMENT, true);
  }

  /** Lays one datagram out; false where it is larger than any datagram. */
  one(bytes: Uint8Array, start: number, size: number): boolean {
    if (size > LARGEST) return false;
    this.payload.set(bytes.subarray(start, start + size));
    this.ready(size, size);
    return true;
  }

  /** Lays datagrams `from .. to` out one behind the other, to be cut where the first ends. */
  run({ bytes, offsets, sizes }: Datagrams, from: number, to: number): boolean {
    if (to === from + 1) return this.one(bytes, offsets[from], sizes[from]);
    let at = 0;
    for (let i = from; i < to; i++) {
      this.payload.set(bytes.subarray(offsets[i], offsets[i] + sizes[i]), at);
      at += sizes[i];
    }
    this.ready(at, sizes[from]);
    return true;
  }

  private ready(size: number, segment: number): void {
    this.iov.setUint32(8, size, true);
    this.control.setUint16(16, segment, true);
  }
}

/**
 * Where the run ends that begins at `from`: equal sizes, the last may be shorter, as many as the kernel takes in one
 * message.
 */
export function runEnd(sizes: readonly number[], from: number): number {
  const size = sizes[from], most = Math.min(sizes.length, from + SEGMENTS);
  let to = from + 1, room = LARGEST - size;
  while (to < most && sizes[to] <= room && sizes[to] <= size && sizes[to] > 0) {
    room -= sizes[to++];
    if (sizes[to - 1] < size) break;
  }
  return to;
}
