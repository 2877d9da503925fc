import { cpuSeconds, residentMegabytes } from "../bench/roles/process.ts";
import type { Stage } from "./stage.ts";

/** Those of the API that are empty when everybody has gone. */
const SESSIONS = [
  ...["rtspconns", "rtspsessions", "rtspsconns", "rtspssessions", "rtmpconns", "rtmpsconns"],
  ...["srtconns", "webrtcsessions", "hlssessions", "hlsmuxers"],
];

/** The server at one moment: megabytes, milliseconds, counts. */
export interface Sample {
  /** Seconds since the beginning. */
  readonly at: number;
  /** Seconds of CPU since the beginning. */
  readonly cpu: number;
  readonly resident: number;
  readonly heap: number;
  readonly external: number;
  readonly descriptors: number;
  readonly threads: number;
  /** Commands that run. */
  readonly commands: number;
  /** 99 of 100 turns of the last minute were shorter. */
  readonly lag: number;
  readonly paths: number;
  readonly sessions: Readonly<Record<string, number>>;
  readonly lines: number;
  readonly faults: number;
}

/** Lines of the log that tell of a fault of ours: of level ERR, of a stack, of something that nobody has caught. */
export function faults({ server }: Stage): string[] {
  return [...server.lines.filter((line) => FAULT.test(line)), ...server.child.err]
    .filter((line) => !INSPECTOR.test(line) && !ABSENT.test(line));
}

const FAULT = /^ERR|^\s+at |Uncaught|TypeError|RangeError|ReferenceError|cannot answer/;
/** What a source says while the publisher that it pulls is away, and what clients are told who ask for what is not there. */
const ABSENT =
  /^ERR \[path \S+\] \[\S+ (source|dest)\b.*\] |(not found|already exists|segments found)$/;
const INSPECTOR = /^Debugger |chrome:\/\/inspect/;

/** `collect`: the heap is measured behind a collection. */
export async function takeSample(stage: Stage, at: number, collect = false): Promise<Sample> {
  const { server } = stage, { pid } = server.child;
  const figures = await metrics(stage),
    megabytes = (name: string) => (figures.get(name) ?? NaN) / 1e6;
  const counts = await Promise.all(SESSIONS.map((list) => itemCount(stage, list)));
  const sessions = Object.fromEntries(SESSIONS.map((list, i) => [list, counts[i]]));
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return {
    at,
    cpu: cpuSeconds(pid),
    resident: residentMegabytes(pid),
    heap: collect ? await stage.heap.used() / 1e6 : megabytes("heap_used_bytes"),
    external: megabytes("external_memory_bytes"),
    descriptors: server.descriptors(),
    threads: Number(/^Threads:\s+(\d+)$/m.exec(status)?.[1]),
    commands: childrenOf(pid),
    lag: 1000 * (figures.get('event_loop_lag_seconds{quantile="0.99"}') ?? NaN),
    paths: await itemCount(stage, "paths"),
    sessions,
    lines: server.child.out.length,
    faults: faults(stage).length,
  };
}

/** How many processes it has started that have not ended. */
function childrenOf(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/task`)]
    .flatMap(({ name }) =>
      Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).match(/\d+/g) ?? []
    )
    .length;
}

/** What the server's descriptors are, without numbers: how many of each. */
export function descriptorKinds({ server }: Stage): Map<string, number> {
  const folder = `/proc/${server.child.pid}/fd`, kinds = new Map<string, number>();
  for (const { name } of Deno.readDirSync(folder)) {
    const kind = linkOf(`${folder}/${name}`).replace(/\[\d+\]/, "");
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds;
}

function linkOf(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return "closed meanwhile";
  }
}

/** Those of the process, by the rest of their names. */
async function metrics(stage: Stage): Promise<Map<string, number>> {
  const url = `http://127.0.0.1:${stage.ports.metrics}/metrics`;
  const text = await (await stage.fetch(url)).text();
  const lines = text.matchAll(/^mediamtx_process_(\S+) (\S+)$/gm);
  return new Map([...lines].map(([, name, value]) => [name, Number(value)]));
}

async function itemCount(stage: Stage, list: string): Promise<number> {
  const answer = await stage.api("GET", `/v3/${list}/list?itemsPerPage=1`);
  return (await answer.json()).itemCount;
}
