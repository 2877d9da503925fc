/** Role: readers that throw away what they get, and count its bytes. */
import { answerAll } from "../roles/peer.ts";
import { Client } from "./client.ts";
import { FRAME } from "./stream.ts";

/** Handshakes at the same time. */
const AT_ONCE = 20;

/** Everybody reads into it: nobody looks. */
const heap = new Uint8Array(256 * 1024);

const bytes: number[] = [];

async function read({ url, count }: { url: string; count: number }): Promise<void> {
  const one = async () => {
    const [client, name] = await Client.connect(url);
    await client.play(name);
    drain(client.conn);
  };
  for (let left = count; left > 0; left -= AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, one));
  }
}

async function drain(conn: Deno.Conn): Promise<void> {
  const index = bytes.push(0) - 1;
  for (let n; (n = await conn.read(heap)) !== null;) bytes[index] += n;
}

function reset(): void {
  bytes.fill(0);
}

/** Frames since the reset: headers of chunks are far less than one. */
function frames(): number {
  return bytes.reduce((sum, count) => sum + Math.floor(count / FRAME), 0);
}

await answerAll({ read, reset, frames });
