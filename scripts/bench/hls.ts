/**
 * One publisher of 4 Mbit/s, many players of low-latency HLS of the real server, against the floor: the same requests
 * answered with as many bytes by a bare HTTP server. Everybody runs in a process of its own; floor and server take
 * turns. FFmpeg publishes. Linux only: it reads /proc.
 * usage: deno task bench hls [--readers 100] [--seconds 10] [--rounds 3]
 */
import { parseArgs } from "node:util";
import { Child } from "../../test/process/child.ts";
import { startServer } from "../../test/server.ts";
import { align, median, quantile, sorted } from "./roles/figures.ts";
import { Peer } from "./roles/peer.ts";
import { AS_SHIPPED, cpuSeconds, residentMegabytes } from "./roles/process.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    readers: { type: "string", default: "100" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
  },
});
const readers = Number(values.readers), seconds = Number(values.seconds);
const PART = 200, WARM_UP = 5000;
const roles = new URL("hls/", import.meta.url).href;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Seen {
  readonly parts: number;
  readonly bytes: number;
  readonly failures: number;
  readonly delays: number[];
}

interface Run extends Seen {
  /** Seconds of CPU for each second. */
  readonly cpu: number;
  /** Megabytes. */
  readonly memory: number;
}

/** A clip of 4 Mbit/s with sound, made once. */
async function clip(): Promise<string> {
  const file = `${await Deno.makeTempDir({ prefix: "mediamtx-bench-" })}/clip.mp4`;
  const made = new Child("ffmpeg", [
    ...["-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30"],
    ...["-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "20", "-c:v", "libx264"],
    ...["-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", "-b:v", "4M", "-maxrate", "4M"],
    ...["-bufsize", "1M", "-nal-hrd", "cbr", "-c:a", "aac", "-y", file],
  ]);
  if ((await made.end(120_000)).code !== 0) throw new Error(`${made}`);
  return file;
}

/** Lets players play, and looks at the process that serves them. */
async function measure(pid: number, urls: readonly string[]): Promise<Run> {
  await using players = new Peer("clients", roles);
  await players.ask("play", { urls, count: readers });
  await pause(WARM_UP);
  await players.ask("reset");
  const before = cpuSeconds(pid);
  await pause(seconds * 1000);
  const cpu = (cpuSeconds(pid) - before) / seconds;
  return { ...await players.ask<Seen>("seen"), cpu, memory: residentMegabytes(pid) };
}

/** The media playlists of a path, with a session. */
async function playlistsOf(index: string): Promise<string[]> {
  const answer = await fetch(index, { redirect: "manual" });
  await answer.body?.cancel();
  const location = new URL(answer.headers.get("location") ?? index, index).href;
  const text = await (await fetch(location)).text();
  const uris = [
    ...[...text.matchAll(/^#EXT-X-MEDIA:.*URI="([^"]+)"/gm)].map(([, uri]) => uri),
    ...text.split("\n").filter((line) => line !== "" && !line.startsWith("#")),
  ];
  return uris.map((uri) => new URL(uri, location).href);
}

async function measureServer(file: string): Promise<Run & { urls: readonly string[] }> {
  const text = "hlsAlwaysRemux: yes\npaths:\n  all_others:\n";
  await using server = await startServer(text, { hls: true, deno: AS_SHIPPED });
  await using _publisher = new Child("ffmpeg", [
    ...["-loglevel", "error", "-re", "-stream_loop", "-1", "-i", file, "-c", "copy"],
    ...["-f", "rtsp", "-rtsp_transport", "tcp", server.url("live")],
  ]);
  await server.log("is converting into HLS");
  await pause(3000);
  const urls = await playlistsOf(`http://127.0.0.1:${server.ports.hls}/live/index.m3u8`);
  return { ...await measure(server.child.pid, urls), urls };
}

async function measureFloor({ parts, bytes, urls }: Run & { urls: readonly string[] }) {
  await using floor = new Peer("floor", roles);
  const size = Math.round(bytes / parts), tracks = urls.map((_, i) => i);
  // All tracks together are as large as they were; a playlist of seven segments is some 5 kB.
  const answers = { interval: PART, playlist: 5000, parts: tracks.map(() => size) };
  const port = await floor.ask<number>("listen", answers);
  return await measure(floor.pid, tracks.map((i) => `http://127.0.0.1:${port}/${i}.m3u8?x=1`));
}

const file = await clip(), runs: Record<"floor" | "server", Run[]> = { floor: [], server: [] };
for (let i = 0; i < Number(values.rounds); i++) {
  const server = await measureServer(file);
  runs.server.push(server);
  runs.floor.push(await measureFloor(server));
}
const cpuOf = (all: Run[]) => median(all.map(({ cpu }) => cpu));
const rows = (["floor", "server"] as const).map((name) => {
  const all = runs[name], middle = (of: (run: Run) => number) => median(all.map(of));
  const delays = (part: number) => middle((run) => quantile(sorted([...run.delays]), part));
  return [
    name,
    (100 * cpuOf(all)).toFixed(1),
    (cpuOf(all) / cpuOf(runs.floor)).toFixed(2),
    (1000 * cpuOf(all) / readers).toFixed(2),
    middle(({ parts }) => parts / seconds / readers).toFixed(1),
    (middle(({ bytes }) => bytes) * 8e-6 / seconds / readers).toFixed(2),
    delays(0.5).toFixed(0),
    delays(0.99).toFixed(0),
    `${all.reduce((sum, { failures }) => sum + failures, 0)}`,
    middle(({ memory }) => memory).toFixed(0),
  ];
});
const columns = [
  ...["", "% of a core", "ratio", "ms/player", "parts/s", "Mbit/s", "delay p50", "p99"],
  ...["failed", "RSS MB"],
];
console.log(`${readers} players\n${align([columns, ...rows])}
delay: milliseconds from the end of a part on the wall clock to its last byte at the player`);
await Deno.remove(file.replace(/\/[^/]*$/, ""), { recursive: true });
Deno.exit();
