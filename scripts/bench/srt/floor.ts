/** Role: sends datagrams to many ports by net/udp, in the rhythm of the stream, and nothing else. */
import { type Datagrams, openUdp } from "net/udp.ts";
import { paced } from "../fanout/stream.ts";
import { answerAll } from "../roles/peer.ts";

const socket = openUdp("127.0.0.1:0", { received: () => {}, failed: console.error });
const group = socket.group();

interface Frames {
  readonly frames: number;
  /** Datagrams of a frame, and bytes of each. */
  readonly count: number;
  readonly size: number;
}

function open({ ports }: { ports: number[] }): void {
  for (const port of ports) group.add({ transport: "udp", hostname: "127.0.0.1", port });
}

/** Sends everybody each frame. */
async function send({ frames, count, size }: Frames): Promise<void> {
  const bytes = new Uint8Array(count * size).fill(0x47);
  const offsets = Array.from({ length: count }, (_, i) => i * size);
  const frame: Datagrams = { bytes, offsets, sizes: offsets.map(() => size) };
  await paced(0, frames, () => group.send(frame));
}

await answerAll({ open, send });
