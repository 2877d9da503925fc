import { freePort } from "../../../test/process/ports.ts";
import { startServer } from "../../../test/server.ts";
import { FPS } from "../fanout/stream.ts";
import { sum } from "../roles/figures.ts";
import { Peer } from "../roles/peer.ts";
import { AS_SHIPPED, cpuSeconds, residentMegabytes } from "../roles/process.ts";

export interface Load {
  readonly readers: number;
  readonly seconds: number;
  /** Empty for no encryption. */
  readonly passphrase: string;
}

/** What one run costs and delivers. */
export interface Run {
  /** Seconds of CPU for each second. */
  readonly cpu: number;
  /** Data packets that were sent, bytes with SRT's headers, and packets that did not come. */
  readonly packets: number;
  readonly bytes: number;
  readonly missing: number;
}

/** What the server counts of all its connections, by the names of its metrics. */
const COUNTERS = [
  ...["packets_sent_unique", "bytes_sent_unique", "packets_retrans", "packets_send_drop"],
  "outbound_frames_discarded",
] as const;
type Counters = Record<typeof COUNTERS[number], number>;

export interface Served extends Run {
  /** Seconds of CPU for each reader that joins. */
  readonly join: number;
  readonly counters: Counters;
  /** Megabytes at the end. */
  readonly memory: number;
}

/** Frames that nobody counts, and milliseconds after which everything sent has come: the latency is 120. */
const WARM_UP = 3 * FPS, SETTLING = 1000;

const FANOUT = import.meta.resolve("../fanout/");
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The server, started for this run alone. */
export async function measureServer({ readers, seconds, passphrase }: Load): Promise<Served> {
  const port = freePort();
  const text = `metrics: yes\nmetricsAddress: 127.0.0.1:${port}\n` +
    `paths:\n  all_others:\n    srtReadPassphrase: ${passphrase}\n`;
  await using server = await startServer(text, { deno: AS_SHIPPED, srt: true });
  const { pid } = server.child;
  await using publisher = new Peer("publisher", FANOUT);
  await using reading = new Peer("readers", import.meta.url);
  await publisher.ask("open", { url: server.url("fanout") });
  const url = server.srtUrl("read:fanout", passphrase && `passphrase=${passphrase}`);
  const alone = cpuSeconds(pid);
  await reading.ask("read", { url, count: readers });
  const join = (cpuSeconds(pid) - alone) / readers;
  await publisher.ask("send", { frames: WARM_UP });
  await pause(SETTLING);
  await reading.ask("reset");
  const earlier = await countersAt(port, readers), before = cpuSeconds(pid);
  await publisher.ask("send", { frames: seconds * FPS });
  const cpu = (cpuSeconds(pid) - before) / seconds, memory = residentMegabytes(pid);
  await pause(SETTLING);
  const came = await reading.ask<number>("packets"), counters = await countersAt(port, readers);
  for (const name of COUNTERS) counters[name] -= earlier[name];
  const { packets_sent_unique: packets, bytes_sent_unique: bytes } = counters;
  return { cpu, join, packets, bytes, missing: packets - came, counters, memory };
}

/** Sums over all connections; throws where there are not as many as there should be. */
async function countersAt(port: number, conns: number): Promise<Counters> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics?type=srt_conns`)).text();
  const total = (name: string) => {
    const found = [...text.matchAll(new RegExp(`^srt_conns_${name}\\{.*\\} (\\S+)$`, "gm"))];
    if (found.length !== conns) throw new Error(`${found.length} of ${conns} readers are there`);
    return sum(found, ([, value]) => Number(value));
  };
  return Object.fromEntries(COUNTERS.map((name) => [name, total(name)])) as Counters;
}

/** The floor: a process that does nothing but send as many packets as the server did, of their mean size. */
export async function measureFloor(
  { readers, seconds }: Load,
  { packets, bytes }: Served,
): Promise<Run> {
  await using floor = new Peer("floor", import.meta.url);
  await using sinks = new Peer("sinks", FANOUT);
  const frames = seconds * FPS, size = Math.round(bytes / packets);
  const frame = { count: Math.round(packets / readers / frames), size };
  await floor.ask("open", { ports: await sinks.ask("open", { count: readers }) });
  await floor.ask("send", { ...frame, frames: WARM_UP });
  await pause(SETTLING);
  await sinks.ask("reset");
  const before = cpuSeconds(floor.pid);
  await floor.ask("send", { ...frame, frames });
  const cpu = (cpuSeconds(floor.pid) - before) / seconds, sent = frame.count * frames * readers;
  await pause(SETTLING);
  const missing = sent - await sinks.ask<number>("packets");
  return { cpu, packets: sent, bytes: sent * size, missing };
}
