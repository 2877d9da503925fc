import assert from "node:assert/strict";
import { type Datagrams, openUdp, type UdpOptions, type UdpSocket } from "net/udp.ts";
import { LARGEST } from "./socket.ts";

/** A datagram as the test's receiver keeps it. */
export interface Received {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly start: number;
  readonly end: number;
  readonly from: Deno.NetAddr;
}

/** A socket that keeps what it is sent. */
export class Peer {
  readonly received: Received[] = [];
  readonly failures: unknown[] = [];
  readonly socket: UdpSocket;
  private wake = () => {};

  constructor(options: Partial<UdpOptions>, address = "127.0.0.1:0") {
    this.socket = openUdp(address, {
      receiveBuffer: 1 << 20,
      received: (bytes, start, end, from) => {
        this.received.push({ bytes, start, end, from });
        this.wake();
      },
      failed: (error) => this.failures.push(error),
      ...options,
    });
  }

  /** Resolves with all that was received once it is `count` datagrams; fails after a while. */
  async until(count: number): Promise<Received[]> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`${this.received.length} of ${count} datagrams came`)),
      10_000,
    );
    while (this.received.length < count) await Promise.race([this.another(), late.promise]);
    clearTimeout(timer);
    return this.received;
  }

  /** Resolves with the next datagram. */
  another(): Promise<void> {
    return new Promise((resolve) => this.wake = resolve);
  }

  address(hostname = "127.0.0.1"): Deno.NetAddr {
    return { transport: "udp", hostname, port: this.socket.port };
  }

  close(): Promise<void> {
    return this.socket.close();
  }
}

/** Datagrams of these sizes with `gap` bytes between them, the n-th byte of number i being a function of both. */
export function datagrams(sizes: readonly number[], seed = 0, gap = 4): Datagrams {
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size + gap, 0)).fill(0xee);
  const offsets: number[] = [];
  let at = 0;
  sizes.forEach((size, i) => {
    offsets.push(at += gap);
    for (let n = 0; n < size; n++) bytes[at + n] = content(seed + i, n);
    at += size;
  });
  return { bytes, offsets, sizes };
}

const content = (i: number, n: number) => (i * 31 + n * 7 + (n >> 8)) & 0xff;

/** Holds datagrams against what `datagrams` of the same sizes and seed made. */
export function verify(received: readonly Received[], sizes: readonly number[], seed = 0): void {
  assert.deepEqual(received.map(({ start, end }) => end - start), sizes);
  received.forEach(({ bytes, start, end }, i) => {
    const right = bytes.subarray(start, end).every((byte, n) => byte === content(seed + i, n));
    assert.ok(right, `datagram ${i} is damaged`);
  });
}

export const equal = (count: number, size: number) => new Array<number>(count).fill(size);

/** Runs that the kernel may cut, and all that may not be cut so. */
export const runs: readonly { name: string; sizes: readonly number[] }[] = [
  { name: "one", sizes: [1200] },
  { name: "equal", sizes: equal(14, 1200) },
  { name: "the last shorter", sizes: [...equal(13, 1200), 77] },
  { name: "a shorter one in between", sizes: [1200, 1200, 500, 1200, 1200, 900] },
  { name: "growing", sizes: [10, 20, 30, 40] },
  { name: "an empty one", sizes: [100, 0, 100, 100, 0] },
  { name: "more than 64", sizes: equal(100, 48) },
  { name: "exactly 64 and one", sizes: equal(65, 160) },
  { name: "more than 64 kB", sizes: equal(50, 1452) },
  { name: "the largest there is", sizes: [LARGEST] },
];
