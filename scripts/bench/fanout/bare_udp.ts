import { PACKETS, SIZE } from "./stream.ts";

const AF_INET = 2, SOCK_DGRAM = 2, SOL_SOCKET = 1, SO_SNDBUF = 7, MSG_DONTWAIT = 0x40;
const SOL_UDP = 17, UDP_SEGMENT = 103;
const SEND_BUFFER = 4 << 20;

const calls = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  sendmsg: { parameters: ["i32", "pointer", "i32"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Sends a frame to each of these ports at every call: one `sendmsg` that the kernel cuts (GSO) for each. */
export function bareUdp(ports: readonly number[]): () => void {
  const { socket, setsockopt, sendmsg } = Deno.dlopen("libc.so.6", calls).symbols;
  const fd = socket(AF_INET, SOCK_DGRAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, new Uint8Array(Int32Array.of(SEND_BUFFER).buffer), 4);
  const kept: Uint8Array[] = [];
  /** 64-bit words in memory that stay as long as the sender. */
  const words = (...values: (bigint | number)[]): bigint => {
    const bytes = new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer);
    kept.push(bytes);
    return Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
  };
  const vector = words(words(...new Array(PACKETS * SIZE / 8).fill(0)), PACKETS * SIZE);
  const control = words(18, BigInt(SOL_UDP) | BigInt(UDP_SEGMENT) << 32n, SIZE);
  const headers = ports.map((port) => {
    const bigEndian = BigInt(port >> 8 | (port & 0xff) << 8);
    const name = words(BigInt(AF_INET) | bigEndian << 16n | 0x0100007fn << 32n, 0);
    return Deno.UnsafePointer.create(words(name, 16, vector, 1, control, 24, 0));
  });
  return () => {
    for (const header of headers) sendmsg(fd, header, MSG_DONTWAIT);
    if (kept.length === 0) throw new Error("the buffers are gone");
  };
}
