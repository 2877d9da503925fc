/**
 * Streams of 1 Mbit/s that the real server pulls by TCP and nobody reads, against the floor: a process that reads the
 * same bytes from as many sockets. CPU and memory of each stream. Linux only: it reads /proc.
 * usage: deno task bench pulled [streams, 100 where not said] [seconds, 10]
 */
import { startServer } from "../../test/server.ts";
import { Peer } from "./roles/peer.ts";
import { cpuSeconds, residentMegabytes } from "./roles/process.ts";

if (Deno.build.os !== "linux") throw new Error("pulled reads /proc: it runs on Linux only");
const [count, seconds] = [Number(Deno.args[0] ?? 100), Number(Deno.args[1] ?? 10)];
const ROUNDS = 2, WARM_UP = 3000, ROLES = import.meta.resolve("./pulled/");

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds of CPU that a process takes for each stream and second. */
async function cpuOf(pid: number): Promise<number> {
  const before = cpuSeconds(pid);
  await pause(1000 * seconds);
  return 1000 * (cpuSeconds(pid) - before) / seconds / count;
}

async function floor(port: number): Promise<string> {
  await using peer = new Peer("floor", ROLES);
  await peer.ask("play", { port, count });
  await pause(WARM_UP);
  const before = await peer.ask<number>("read"), cpu = await cpuOf(peer.pid);
  const rate = 8e-6 * (await peer.ask<number>("read") - before) / seconds / count;
  return `floor   ${cpu.toFixed(3)} ms a stream and second, ${rate.toFixed(2)} Mbit/s each`;
}

async function server(port: number): Promise<string> {
  await using server = await startServer("paths: {}\n");
  const { pid } = server.child;
  await pause(1000);
  const memory = residentMegabytes(pid);
  const paths = Array.from(
    { length: count },
    (_, i) => `  p${i}: {source: "rtsp://127.0.0.1:${port}/${i}", rtspTransport: tcp}\n`,
  );
  await server.rewrite(`paths:\n${paths.join("")}`);
  await server.logs("stream is available and online", count);
  await pause(WARM_UP);
  const cpu = await cpuOf(pid), each = 1024 * (residentMegabytes(pid) - memory) / count;
  const faults = server.count(/lost|ERR/).length;
  return `server  ${cpu.toFixed(3)} ms a stream and second, ${each.toFixed(0)} kB each; ` +
    `${memory.toFixed(0)} MB without streams${faults > 0 ? `; ${faults} faults` : ""}`;
}

await using cameras = new Peer("cameras", ROLES);
const port = await cameras.ask<number>("listen");
for (let round = 0; round < ROUNDS; round++) {
  for (const run of [floor, server]) {
    const said = await run(port), late = await cameras.ask<number>("passedOver");
    console.log(late > 0 ? `${said}; ${late} frames were not taken in time` : said);
  }
}
