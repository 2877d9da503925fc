/** Role: readers by SRT, which acknowledge what they get and count it when it is due. */
import { Malformed } from "media/malformed.ts";
import { systemClock } from "net/clock.ts";
import { parseAddress } from "../../../plugins/srt/client/address.ts";
import { connectTo } from "../../../plugins/srt/client/client.ts";
import { LogLines } from "../../../test/log_lines.ts";
import { answerAll } from "../roles/peer.ts";

/** Readers that shake hands at the same time. */
const AT_ONCE = 20;

const config = {
  srt: false,
  srtAddress: "",
  dumpPackets: false,
  readTimeout: 10_000,
  writeTimeout: 10_000,
  writeQueueSize: 512,
  udpMaxPayloadSize: 1452,
  udpReadBufferSize: 1 << 20,
};

let packets = 0;

async function read({ url, count }: { url: string; count: number }): Promise<void> {
  for (let left = count; left > 0; left -= AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, () => one(url)));
  }
}

async function one(url: string): Promise<void> {
  const address = parseAddress(url), { log } = new LogLines();
  if (address instanceof Malformed) throw new Error(address.reason);
  const { signal } = new AbortController();
  const client = await connectTo(address, { clock: systemClock, config }, log, signal);
  client.received = () => void packets++;
}

function reset(): void {
  packets = 0;
}

await answerAll({ read, reset, packets: () => packets });
