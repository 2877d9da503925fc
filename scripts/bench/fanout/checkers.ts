/** Role: readers that check every packet, and measure its delay. */
import { openUdp } from "net/udp.ts";
import { Client, datagrams, INTERLEAVED } from "./client.ts";
import { answerAll } from "../roles/peer.ts";
import { Check } from "./stream.ts";

const checks: Check[] = [];

interface Readers {
  readonly url: string;
  readonly transport: "tcp" | "udp";
  readonly count: number;
}

async function read({ url, transport, count }: Readers): Promise<void> {
  for (let i = 0; i < count; i++) {
    const client = await Client.connect(url), check = new Check();
    checks.push(check);
    if (transport === "udp") await byDatagrams(client, check);
    else {
      await client.play(INTERLEAVED);
      client.receive(({ channel, bytes, start, end }) => {
        if (channel === 0) check.packet(bytes, start, end);
      });
    }
  }
}

async function byDatagrams(client: Client, check: Check): Promise<void> {
  const failed = console.error;
  const rtp = openUdp("127.0.0.1:0", {
    receiveBuffer: 1 << 20,
    received: (bytes, start, end) => check.packet(bytes, start, end),
    failed,
  });
  const rtcp = openUdp("127.0.0.1:0", { received: () => {}, failed });
  await client.play(datagrams(rtp.port, rtcp.port));
}

function reset(): void {
  for (const check of checks) check.reset();
}

/** What came since the reset. */
function seen() {
  return {
    packets: checks.reduce((sum, check) => sum + check.packets, 0),
    wrong: checks.reduce((sum, check) => sum + check.wrong, 0),
    delays: checks.flatMap((check) => check.delays),
  };
}

await answerAll({ read, reset, seen });
