/**
 * One publisher, many readers of the real server, against the floor: the same frames written by a process that does
 * nothing else. Everybody runs in a process of its own; floor and server take turns. Linux only: it reads /proc.
 * usage: deno task bench fanout [--readers 100] [--seconds 10] [--rounds 3] [--transports tcp,udp] [--checkers 5]
 */
import { parseArgs } from "node:util";
import { type Load, measureFloor, measureServer, type Transport } from "./fanout/measure.ts";
import { LEGEND, progress, type Rounds, table } from "./fanout/report.ts";

/** Readers say nothing while they are counted, and the server gives silent ones up after a minute. */
const MOST_SECONDS = 40;

function loads(): { loads: Load[]; rounds: number } {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      readers: { type: "string", default: "100" },
      seconds: { type: "string", default: "10" },
      rounds: { type: "string", default: "3" },
      transports: { type: "string", default: "tcp,udp" },
      checkers: { type: "string", default: "5" },
    },
  });
  const readers = whole(values.readers, "readers"), seconds = whole(values.seconds, "seconds");
  if (seconds > MOST_SECONDS) throw new Error(`--seconds is at most ${MOST_SECONDS}`);
  const checkers = Math.min(readers, whole(values.checkers, "checkers"));
  const loads = values.transports.split(",").map((transport) => {
    if (transport !== "tcp" && transport !== "udp") {
      throw new Error("--transports is tcp, udp or tcp,udp");
    }
    return { transport: transport as Transport, readers, checkers, seconds };
  });
  return { loads, rounds: whole(values.rounds, "rounds") };
}

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a number from 1 on`);
  return value;
}

async function run(load: Load, rounds: number): Promise<Rounds> {
  const floors = [], servers = [];
  for (let i = 0; i < rounds; i++) {
    const floor = await measureFloor(load), server = await measureServer(load);
    floors.push(floor), servers.push(server);
    console.log(progress("floor", load, floor));
    console.log(progress("server", load, server));
  }
  return { load, floors, servers };
}

if (Deno.build.os !== "linux") throw new Error("fanout reads /proc: it runs on Linux only");
const plan = loads(), results: Rounds[] = [];
for (const load of plan.loads) results.push(await run(load, plan.rounds));
console.log(`\n${table(results)}\n\n${LEGEND}`);
