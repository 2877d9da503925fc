/** Role: reads what the cameras send from as many connections, and does nothing else. */
import { writeAll } from "../fanout/client.ts";
import { answerAll } from "../roles/peer.ts";

const heap = new Uint8Array(128 * 1024);
let bytes = 0;

/** Asks for `count` films without any other word. */
async function play({ port, count }: { port: number; count: number }): Promise<void> {
  const request = new TextEncoder().encode("PLAY rtsp://127.0.0.1/ RTSP/1.0\r\nCSeq: 1\r\n\r\n");
  for (let i = 0; i < count; i++) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await writeAll(conn, request);
    void drain(conn);
  }
}

async function drain(conn: Deno.Conn): Promise<void> {
  for (let n; (n = await conn.read(heap)) !== null;) bytes += n;
}

/** Bytes that were read so far. */
function read(): number {
  return bytes;
}

await answerAll({ play, read });
