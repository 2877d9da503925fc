/**
 * One publisher, many readers by RTMP, of the real server beside nginx with its RTMP module, which has to be installed
 * (Debian: libnginx-mod-rtmp). Everybody runs in a process of its own; the servers take turns. Linux only: it reads
 * /proc.
 * usage: deno task bench rtmp [--readers 1,100,500] [--seconds 10] [--rounds 3] [--checkers 5]
 */
import { parseArgs } from "node:util";
import { align, median, quantile, sum } from "./roles/figures.ts";
import { measure, type Served } from "./rtmp/measure.ts";
import { type Name, SERVERS } from "./rtmp/servers.ts";

const COLUMNS = [
  ...["readers", "server", "ms", "ratio", "delay p50", "p99", "lost", "wrong", "RSS MB"],
];

const LEGEND =
  `ms: CPU per reader and second, ratio: to nginx's; delays in milliseconds; the middle one
of all rounds is shown; lost, wrong: frames, of all rounds. nginx runs one process with the module's
defaults.`;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    readers: { type: "string", default: "1,100,500" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    checkers: { type: "string", default: "5" },
  },
});

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`'${text}' is no number from 1 on`);
  return value;
}

async function rounds(readers: number): Promise<Record<Name, Served[]>> {
  const load = { readers, seconds: whole(values.seconds), checkers: 0 };
  const runs: Record<Name, Served[]> = { nginx: [], server: [] };
  const checkers = Math.min(readers, whole(values.checkers));
  for (let i = 0; i < whole(values.rounds); i++) {
    for (const name of SERVERS) {
      const run = await measure(name, { ...load, checkers });
      runs[name].push(run);
      const percent = (100 * run.cpu).toFixed(1).padStart(5);
      console.log(`${name.padEnd(6)} ${percent} % of a core for ${readers} readers`);
    }
  }
  return runs;
}

function row(readers: number, name: Name, { [name]: runs, nginx }: Record<Name, Served[]>) {
  const middle = (of: (run: Served) => number, digits: number) =>
    median(runs.map(of)).toFixed(digits);
  const ratio = median(runs.map(({ cpu }) => cpu)) / median(nginx.map(({ cpu }) => cpu));
  return [
    `${readers}`,
    name,
    middle(({ cpu }) => 1000 * cpu / readers, 3),
    ratio.toFixed(2),
    middle(({ delays }) => quantile(delays, 0.5), 1),
    middle(({ delays }) => quantile(delays, 0.99), 1),
    `${sum(runs, ({ lost }) => lost)}`,
    `${sum(runs, ({ wrong }) => wrong)}`,
    middle(({ memory }) => memory, 0),
  ];
}

if (Deno.build.os !== "linux") throw new Error("rtmp reads /proc: it runs on Linux only");
const rows: string[][] = [];
for (const readers of values.readers.split(",").map(whole)) {
  const runs = await rounds(readers);
  for (const name of SERVERS) rows.push(row(readers, name, runs));
}
const { rtspDelays } = await measure("server", {
  ...{ readers: 1, checkers: 1, seconds: whole(values.seconds), rtsp: true },
});
const [middle, late] = [0.5, 0.99].map((part) => quantile(rtspDelays, part).toFixed(1));
console.log(`\n${align([COLUMNS, ...rows])}\n\n${LEGEND}`);
console.log(`from the RTMP publisher to an RTSP reader: p50 ${middle} ms, p99 ${late} ms`);
