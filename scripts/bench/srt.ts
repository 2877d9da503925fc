/**
 * One publisher of 4 Mbit/s by RTSP, many readers by SRT, of the real server against the floor: as many datagrams,
 * handed to the kernel in batches by a process that does nothing else. Everybody runs in a process of its own; server
 * and floor take turns. Linux only: it reads /proc.
 * usage: deno task bench srt [--readers 1,100] [--seconds 10] [--rounds 3] [--encrypted]
 */
import { parseArgs } from "node:util";
import { align, median, sum } from "./roles/figures.ts";
import { type Load, measureFloor, measureServer, type Run, type Served } from "./srt/measure.ts";

const COLUMNS = [
  ...["readers", "", "CPU", "ratio", "ms", "µs", "packets/s", "Mbit/s", "missing", "again"],
  ...["dropped", "discarded", "join", "RSS MB"],
];

const LEGEND =
  `CPU: of one core; ratio: to the floor's; ms: CPU of a reader and second; µs: of a packet;
packets/s, Mbit/s: of one reader, with SRT's headers; missing: packets that did not come; again: those
that were sent again; dropped: those that were not acknowledged in time; discarded: frames that there
was no room for; all four of all rounds; join: milliseconds of CPU for each reader that joins; the
middle one of all rounds is shown`;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    readers: { type: "string", default: "1,100" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    encrypted: { type: "boolean", default: false },
  },
});

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`'${text}' is no number from 1 on`);
  return value;
}

/** The cells that floor and server have in common. */
function cells({ readers, seconds }: Load, runs: readonly Run[], floors: readonly Run[]): string[] {
  const cpuOf = (all: readonly Run[]) => median(all.map(({ cpu }) => cpu)), cpu = cpuOf(runs);
  const middle = (of: (run: Run) => number, digits: number) => median(runs.map(of)).toFixed(digits);
  return [
    `${(100 * cpu).toFixed(1)} %`,
    (cpu / cpuOf(floors)).toFixed(1),
    (1000 * cpu / readers).toFixed(2),
    middle((run) => 1e6 * run.cpu * seconds / run.packets, 2),
    middle(({ packets }) => packets / seconds / readers, 0),
    middle(({ bytes }) => 8e-6 * bytes / seconds / readers, 2),
    `${sum(runs, ({ missing }) => missing)}`,
  ];
}

/** Those of the server alone. */
function ownCells(runs: readonly Served[]): string[] {
  const counted = (name: keyof Served["counters"]) =>
    `${sum(runs, ({ counters }) => counters[name])}`;
  return [
    counted("packets_retrans"),
    counted("packets_send_drop"),
    counted("outbound_frames_discarded"),
    (1000 * median(runs.map(({ join }) => join))).toFixed(1),
    median(runs.map(({ memory }) => memory)).toFixed(0),
  ];
}

async function rowsOf(load: Load, rounds: number): Promise<string[][]> {
  const servers: Served[] = [], floors: Run[] = [];
  for (let i = 0; i < rounds; i++) {
    const server = await measureServer(load);
    servers.push(server);
    floors.push(await measureFloor(load, server));
  }
  const own = ownCells(servers), readers = `${load.readers}`;
  return [
    [readers, "floor", ...cells(load, floors, floors), ...own.map(() => "")],
    [readers, "server", ...cells(load, servers, floors), ...own],
  ];
}

if (Deno.build.os !== "linux") throw new Error("srt reads /proc: it runs on Linux only");
const rows: string[][] = [], passphrase = values.encrypted ? "correct horse" : "";
for (const readers of values.readers.split(",").map(whole)) {
  const load = { readers, seconds: whole(values.seconds), passphrase };
  rows.push(...await rowsOf(load, whole(values.rounds)));
}
console.log(`${align([COLUMNS, ...rows])}\n\n${LEGEND}`);
