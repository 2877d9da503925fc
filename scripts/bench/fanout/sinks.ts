/** Role: readers that throw away what they get, and count it: bytes of TCP, datagrams of UDP. */
import { openUdp } from "net/udp.ts";
import { Client, datagrams, INTERLEAVED } from "./client.ts";
import { answerAll } from "../roles/peer.ts";
import { BLOCK } from "./stream.ts";

/** Handshakes at the same time. */
const AT_ONCE = 20;

/** Everybody reads into it: nobody looks. */
const heap = new Uint8Array(256 * 1024);

const bytes: number[] = [];
let received = 0;

interface Readers {
  readonly url: string;
  readonly transport: "tcp" | "udp";
  readonly count: number;
}

/** Becomes `count` readers of a server. */
async function read({ url, transport, count }: Readers): Promise<void> {
  const rtcp = openUdp("127.0.0.1:0", { received: () => {}, failed: console.error });
  const one = async () => {
    const client = await Client.connect(url);
    const tcp = transport === "tcp";
    await client.play(tcp ? INTERLEAVED : datagrams(socket().port, rtcp.port));
    if (tcp) drain(client.conn);
  };
  for (let left = count; left > 0; left -= AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, one));
  }
}

/** Connects `count` times to the floor's port. */
async function connect({ port, count }: { port: number; count: number }): Promise<void> {
  for (let i = 0; i < count; i++) drain(await Deno.connect({ hostname: "127.0.0.1", port }));
}

/** Opens sockets for the floor; their ports. */
function open({ count }: { count: number }): number[] {
  return Array.from({ length: count }, () => socket().port);
}

function socket() {
  return openUdp("127.0.0.1:0", {
    receiveBuffer: 1 << 20,
    received: () => received++,
    failed: console.error,
  });
}

async function drain(conn: Deno.Conn): Promise<void> {
  const index = bytes.push(0) - 1;
  for (let n; (n = await conn.read(heap)) !== null;) bytes[index] += n;
}

function reset(): void {
  bytes.fill(0);
  received = 0;
}

/** Packets since the reset; sender reports among them are smaller than a packet. */
function packets(): number {
  return received + bytes.reduce((sum, count) => sum + Math.floor(count / BLOCK), 0);
}

await answerAll({ read, connect, open, reset, packets });
