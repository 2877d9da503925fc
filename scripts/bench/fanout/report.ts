import { align, median, quantile, sum } from "../roles/figures.ts";
import type { Floor, Load, Served } from "./measure.ts";

/** The rounds of one transport: floor and server in turn. */
export interface Rounds {
  readonly load: Load;
  readonly floors: readonly Floor[];
  readonly servers: readonly Served[];
}

const COLUMNS = [
  "transport",
  "readers",
  "server ms",
  "floor ms",
  "ratio",
  "delay p50",
  "p99",
  "lost",
  "wrong",
  "OPTIONS p50",
  "p99",
  "max",
  "RSS MB",
];

/** What the columns mean; the middle one of all rounds is shown. */
export const LEGEND = [
  "server, floor: CPU per reader and second; delay, OPTIONS: milliseconds, the latter is how long the",
  "server takes to answer a request meanwhile: the lag of its event loop, seen from outside;",
  "lost, wrong: of all rounds; the floor writes the same frames with no protocol around them.",
].join("\n");

/** The table of all transports. */
export function table(all: readonly Rounds[]): string {
  return align([COLUMNS, ...all.map(row)]);
}

function row({ load, floors, servers }: Rounds): string[] {
  const [server, floor] = [servers, floors].map((runs) => median(runs.map((run) => run.cpu)));
  const middle = (of: (run: Served) => number, digits: number) =>
    median(servers.map(of)).toFixed(digits);
  const each = (cpu: number) => (1000 * cpu / load.readers).toFixed(3);
  return [
    load.transport,
    `${load.readers}`,
    each(server),
    each(floor),
    (server / floor).toFixed(2),
    middle((run) => quantile(run.delays, 0.5), 1),
    middle((run) => quantile(run.delays, 0.99), 1),
    `${sum(servers, (run) => run.lost)}`,
    `${sum(servers, (run) => run.wrong)}`,
    middle((run) => quantile(run.answers, 0.5), 1),
    middle((run) => quantile(run.answers, 0.99), 1),
    middle((run) => quantile(run.answers, 1), 1),
    middle((run) => run.memory, 0),
  ];
}

/** One line while the rounds run. */
export function progress(what: string, { transport, readers }: Load, run: Floor): string {
  const percent = (100 * run.cpu).toFixed(1).padStart(5);
  const lost = run.lost > 0 ? `, ${run.lost} of ${run.expected} packets lost` : "";
  return `${transport} ${what.padEnd(6)} ${percent} % of a core for ${readers} readers${lost}`;
}
