/**
 * CPU per datagram of net/udp.ts: sending 30 frames a second of 14 datagrams to many destinations, native and
 * portable, against the cheapest way there is (a bare `sendmsg` with GSO for each); and receiving
 * what is written one by one and in bursts.
 * usage: deno task bench udp [DESTINATIONS] [SECONDS] [ROUNDS]
 */
import process from "node:process";
import { type Datagrams, openUdp, type UdpOptions, type UdpSocket } from "net/udp.ts";

const FPS = 30, PACKETS = 14, SIZE = 1200, PUBLISHERS = 10;
const frame: Datagrams = {
  bytes: new Uint8Array(PACKETS * (SIZE + 4)).fill(0x5a),
  offsets: Array.from({ length: PACKETS }, (_, i) => 4 + i * (SIZE + 4)),
  sizes: new Array(PACKETS).fill(SIZE),
};

/** A way to send one frame to every port; `end` gives its sockets up. */
interface Way {
  send(): void;
  end(): Promise<void> | void;
}

function opened(native: boolean, received: UdpOptions["received"] = () => {}): UdpSocket {
  const receiveBuffer = 1 << 20;
  return openUdp("127.0.0.1:0", { native, receiveBuffer, received, failed: console.error });
}

function ours(native: boolean, ports: readonly number[]): Way {
  const socket = opened(native), group = socket.group();
  for (const port of ports) group.add({ transport: "udp", hostname: "127.0.0.1", port });
  return {
    send: () => group.send(frame),
    async end() {
      await socket.close();
      if (socket.dropped > 0) console.log(`${socket.method}: ${socket.dropped} dropped`);
    },
  };
}

/** A message header for each destination, all of one payload and one control message (`UDP_SEGMENT`). */
function floor(ports: readonly number[]): Way {
  const library = Deno.dlopen("libc.so.6", {
    socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
    setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
    sendmsg: { parameters: ["i32", "pointer", "i32"], result: "isize" },
  });
  const { socket, setsockopt, close, sendmsg } = library.symbols;
  const fd = socket(2, 2, 0), kept: Uint8Array<ArrayBuffer>[] = [];
  setsockopt(fd, 1, 7, new Uint8Array(new Int32Array([4 << 20]).buffer), 4);
  const words = (...values: bigint[]) => {
    const bytes = new Uint8Array(new BigUint64Array(values).buffer);
    kept.push(bytes);
    return Deno.UnsafePointer.of(bytes);
  };
  const at = Deno.UnsafePointer.value;
  const payload = words(...new Array(PACKETS * SIZE / 8).fill(0n));
  const vector = words(at(payload), BigInt(PACKETS * SIZE));
  const control = words(18n, 17n | 103n << 32n, BigInt(SIZE));
  const headers = ports.map((port) => {
    const bigEndian = BigInt(port >> 8 | (port & 0xff) << 8);
    const name = words(2n | bigEndian << 16n | 0x0100007fn << 32n, 0n);
    return words(at(name), 16n, at(vector), 1n, at(control), 24n, 0n);
  });
  return {
    send() {
      for (const header of headers) sendmsg(fd, header, 0x40);
    },
    end() {
      close(fd);
      kept.length = 0;
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function paced(frames: number, send: () => void): Promise<void> {
  const start = performance.now();
  for (let i = 1; i <= frames; i++) {
    send();
    await pause(Math.max(0, start + i * 1000 / FPS - performance.now()));
  }
}

/** Microseconds of this process's CPU, of user and system, while `work` runs. */
async function cpu(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** This file in a process of its own, in another role; each of both reads a line of what it says. */
function child(...args: (string | number)[]) {
  const { stdin, stdout, status } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--unstable-net", import.meta.filename!, ...args.map(String)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  return {
    ask: async () => JSON.parse((await reader.read()).value!),
    async end() {
      await stdin.close();
      const last = (await reader.read()).value;
      await status;
      return last === undefined ? undefined : JSON.parse(last);
    },
  };
}

async function untilEndOfInput(): Promise<void> {
  for await (const _ of Deno.stdin.readable);
}

/** Role: reads from as many ports as asked for; tells them, and at the end how many datagrams came. */
async function sink(count: number): Promise<void> {
  let datagrams = 0;
  const sockets = Array.from({ length: count }, () => opened(true, () => datagrams++));
  console.log(JSON.stringify(sockets.map((socket) => socket.port)));
  await untilEndOfInput();
  console.log(datagrams);
  Deno.exit();
}

/** Role: publishers that write to one port, datagram by datagram or frame by frame. */
async function publish(port: number, frames: number, burst: boolean): Promise<void> {
  const to: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port };
  await Promise.all(Array.from({ length: PUBLISHERS }, async (_, i) => {
    const socket = opened(true), group = socket.group();
    group.add(to);
    const single = () => {
      for (const start of frame.offsets) socket.send(frame.bytes.subarray(start, start + SIZE), to);
    };
    await pause(i * 1000 / FPS / PUBLISHERS);
    await paced(frames, burst ? () => group.send(frame) : single);
  }));
  Deno.exit();
}

async function sending(way: (ports: number[]) => Way, count: number, frames: number) {
  const peer = child("sink", count), { send, end } = way(await peer.ask());
  await paced(10, send);
  const used = await cpu(() => paced(frames, send));
  await pause(100);
  await end();
  const sent = count * (frames + 10) * PACKETS;
  return { each: used / count / frames / PACKETS, lost: 1 - (await peer.end()) / sent };
}

async function receiving(native: boolean, burst: boolean, frames: number) {
  let datagrams = 0;
  const socket = opened(native, () => datagrams++);
  const used = await cpu(async () =>
    void await child("publish", socket.port, frames, Number(burst)).end()
  );
  await socket.close();
  return { each: used / datagrams, lost: 1 - datagrams / (frames * PACKETS * PUBLISHERS) };
}

type Row = { each: number; lost: number };
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

function report(name: string, rows: Row[], base?: Row[]): void {
  const each = median(rows.map((row) => row.each));
  const ratio = base ? `${(each / median(base.map((row) => row.each))).toFixed(2)} × floor` : "";
  const lost = (100 * median(rows.map((row) => row.lost))).toFixed(2);
  console.log(`${name.padEnd(24)} ${each.toFixed(2).padStart(6)} µs  lost ${lost} %  ${ratio}`);
}

async function main(count = 100, seconds = 2, rounds = 3): Promise<void> {
  const linux = Deno.build.os === "linux", frames = seconds * FPS;
  const work: Record<string, () => Promise<Row>> = {
    ...(linux && { "send, floor": () => sending(floor, count, frames) }),
    ...(linux && { "send, native": () => sending((ports) => ours(true, ports), count, frames) }),
    "send, portable": () => sending((ports) => ours(false, ports), count, frames),
    ...(linux && { "receive, native": () => receiving(true, false, frames) }),
    "receive, portable": () => receiving(false, false, frames),
    ...(linux && { "receive bursts, native": () => receiving(true, true, frames) }),
    ...(linux && { "receive bursts, portable": () => receiving(false, true, frames) }),
  };
  const rows: Record<string, Row[]> = {};
  for (let i = 0; i < rounds; i++) {
    for (const [name, run] of Object.entries(work)) (rows[name] ??= []).push(await run());
  }
  console.log(`CPU per datagram of ${SIZE} bytes; ${count} destinations, median of ${rounds}`);
  const base = rows["send, floor"];
  for (const name in rows) report(name, rows[name], name.startsWith("send") ? base : undefined);
}

const [role, ...args] = Deno.args;
if (role === "sink") await sink(Number(args[0]));
else if (role === "publish") await publish(Number(args[0]), Number(args[1]), args[2] === "1");
else await main(...Deno.args.map(Number));
