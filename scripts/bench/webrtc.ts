/**
 * One publisher by RTSP, many viewers by WebRTC (WHEP), of the real server against the floor: the same frames handed to
 * the kernel in batches by a process that does nothing else, unencrypted. Everybody runs in a process of its own; floor
 * and server take turns. Linux only: it reads /proc.
 * usage: deno task bench webrtc [--viewers 1,100] [--seconds 10] [--rounds 3]
 */
import { parseArgs } from "node:util";
import { startServer } from "../../test/server.ts";
import { measureFloor } from "./fanout/measure.ts";
import { FPS } from "./fanout/stream.ts";
import { align, median, quantile, sorted, sum } from "./roles/figures.ts";
import { Peer } from "./roles/peer.ts";
import { AS_SHIPPED, cpuSeconds, residentMegabytes } from "./roles/process.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    viewers: { type: "string", default: "1,100" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
  },
});
const seconds = Number(values.seconds), rounds = Number(values.rounds);
const roles = (name: string) => new URL(`${name}/`, import.meta.url).href;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Frames that nobody counts, and milliseconds after which everything sent has come. */
const WARM_UP = 3 * FPS, SETTLING = 500;

interface Seen {
  readonly packets: number;
  readonly lost: number;
  readonly delays: number[];
}

interface Run extends Seen {
  /** Seconds of CPU for each second, and for each viewer that joins. */
  readonly cpu: number;
  readonly join: number;
  /** Megabytes. */
  readonly memory: number;
}

async function measure(viewers: number): Promise<Run> {
  const options = { deno: AS_SHIPPED, webrtc: true };
  await using server = await startServer("paths:\n  all_others:\n", options);
  const { pid } = server.child;
  await using publisher = new Peer("publisher", roles("fanout"));
  await using watching = new Peer("viewers", roles("webrtc"));
  await publisher.ask("open", { url: server.url("fanout") });
  await publisher.ask("send", { frames: 1 });
  const url = `${server.webrtcUrl("fanout").replace("http", "whep")}whep`;
  const alone = cpuSeconds(pid);
  await watching.ask("view", { url, count: viewers });
  const join = (cpuSeconds(pid) - alone) / viewers;
  await publisher.ask("send", { frames: WARM_UP });
  await watching.ask("reset");
  const before = cpuSeconds(pid);
  await publisher.ask("send", { frames: seconds * FPS });
  const cpu = (cpuSeconds(pid) - before) / seconds, memory = residentMegabytes(pid);
  await pause(SETTLING);
  const seen = await watching.ask<Seen>("seen");
  return { ...seen, cpu, join, memory };
}

async function row(viewers: number): Promise<string[]> {
  const runs: Run[] = [], floors: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const load = { transport: "udp", readers: viewers, checkers: 0, seconds } as const;
    floors.push((await measureFloor(load)).cpu);
    runs.push(await measure(viewers));
  }
  const middle = (of: (run: Run) => number, digits = 1) => median(runs.map(of)).toFixed(digits);
  const late = (part: number) => middle(({ delays }) => quantile(sorted(delays), part));
  return [
    `${viewers}`,
    `${middle(({ cpu }) => 100 * cpu)} %`,
    (median(runs.map(({ cpu }) => cpu)) / median(floors)).toFixed(1),
    middle(({ cpu, packets }) => 1e6 * cpu * seconds / packets, 2),
    middle(({ join }) => 1000 * join),
    late(0.5),
    late(0.99),
    `${sum(runs, ({ lost }) => lost)}`,
    middle(({ memory }) => memory, 0),
  ];
}

if (Deno.build.os !== "linux") throw new Error("webrtc reads /proc: it runs on Linux only");
const COLUMNS = ["viewers", "CPU", "ratio", "µs", "join", "delay p50", "p99", "lost", "RSS MB"];
const rows: string[][] = [];
for (const viewers of values.viewers.split(",").map(Number)) rows.push(await row(viewers));
console.log(`\n${align([COLUMNS, ...rows])}\n
CPU: of one core; ratio: to the floor's; µs: CPU of a packet and viewer; join: milliseconds of CPU for
each viewer; delays in milliseconds, from the publisher's write to the viewer's last packet of a
frame; lost: packets, of all rounds; the middle one of all rounds is shown`);
