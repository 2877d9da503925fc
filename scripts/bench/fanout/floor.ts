/** Role: the floor of a fan-out. Writes the frames of the stream to every reader, with no protocol around them. */
import { bareUdp } from "./bare_udp.ts";
import { answerAll } from "../roles/peer.ts";
import { makeFrame, paced } from "./stream.ts";

const frame = makeFrame(0);
let listener: Deno.TcpListener;
let write: () => void;

function listen(): number {
  listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Takes `count` connections that came meanwhile. */
async function accept({ count }: { count: number }): Promise<void> {
  const readers: { conn: Deno.TcpConn; busy: boolean }[] = [];
  while (readers.length < count) {
    const conn = await listener.accept();
    conn.setNoDelay(true);
    readers.push({ conn, busy: false });
  }
  write = () => {
    for (const reader of readers) {
      if (reader.busy) continue;
      reader.busy = true;
      reader.conn.write(frame).then(() => reader.busy = false);
    }
  };
}

function datagrams({ ports }: { ports: number[] }): void {
  write = bareUdp(ports);
}

function send({ frames }: { frames: number }): Promise<void> {
  return paced(0, frames, write);
}

await answerAll({ listen, accept, datagrams, send });
