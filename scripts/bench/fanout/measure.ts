import { startServer } from "../../../test/server.ts";
import { Client } from "./client.ts";
import { Peer } from "../roles/peer.ts";
import { AS_SHIPPED, cpuSeconds, residentMegabytes } from "../roles/process.ts";
import { sorted } from "../roles/figures.ts";
import { FPS, PACKETS } from "./stream.ts";

export type Transport = "tcp" | "udp";

export interface Load {
  readonly transport: Transport;
  readonly readers: number;
  /** How many of the readers check every packet. */
  readonly checkers: number;
  readonly seconds: number;
}

/** What one run costs and delivers. */
export interface Floor {
  /** Seconds of CPU for each second. */
  readonly cpu: number;
  /** Packets that did not come, out of as many. */
  readonly lost: number;
  readonly expected: number;
}

export interface Served extends Floor {
  /** Packets that came damaged or out of order, of readers that look. */
  readonly wrong: number;
  /** Milliseconds, sorted: from the publisher's write to the reader's read of each frame. */
  readonly delays: readonly number[];
  /** Milliseconds, sorted: how long the server took to answer OPTIONS meanwhile. */
  readonly answers: readonly number[];
  /** Megabytes at the end. */
  readonly memory: number;
}

/** Frames that nobody counts: connections open their windows, code gets compiled. */
const WARM_UP = 2 * FPS;

/** Milliseconds after which everything sent has come, or is lost. */
const SETTLING = 500;

/** Milliseconds between two requests of the probe. */
const PROBING = 20;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The floor: a process that does nothing but write. */
export async function measureFloor({ transport, readers, seconds }: Load): Promise<Floor> {
  await using floor = new Peer("floor", import.meta.url);
  await using sinks = new Peer("sinks", import.meta.url);
  if (transport === "tcp") {
    const port = await floor.ask<number>("listen");
    const connected = sinks.ask("connect", { port, count: readers });
    await Promise.all([connected, floor.ask("accept", { count: readers })]);
  } else {
    await floor.ask("datagrams", { ports: await sinks.ask("open", { count: readers }) });
  }
  await floor.ask("send", { frames: WARM_UP });
  await pause(SETTLING);
  await sinks.ask("reset");
  const before = cpuSeconds(floor.pid);
  await floor.ask("send", { frames: seconds * FPS });
  const cpu = (cpuSeconds(floor.pid) - before) / seconds;
  await pause(SETTLING);
  const expected = readers * seconds * FPS * PACKETS;
  return { cpu, expected, lost: expected - await sinks.ask<number>("packets") };
}

/** The server, started for this run alone. */
export async function measureServer(load: Load): Promise<Served> {
  const { readers, checkers, transport, seconds } = load;
  await using server = await startServer("paths:\n  all_others:\n", { deno: AS_SHIPPED });
  const url = server.url("fanout"), { pid } = server.child;
  await using publisher = new Peer("publisher", import.meta.url);
  await using sinks = new Peer("sinks", import.meta.url);
  await using checking = new Peer("checkers", import.meta.url);
  await publisher.ask("open", { url });
  await sinks.ask("read", { url, transport, count: readers - checkers });
  await checking.ask("read", { url, transport, count: checkers });
  await publisher.ask("send", { frames: WARM_UP });
  await pause(SETTLING);
  await Promise.all([sinks.ask("reset"), checking.ask("reset")]);
  const probe = await Probe.start(url), before = cpuSeconds(pid);
  await publisher.ask("send", { frames: seconds * FPS });
  const cpu = (cpuSeconds(pid) - before) / seconds, answers = await probe.stop();
  const memory = residentMegabytes(pid);
  await pause(SETTLING);
  const { packets, wrong, delays } = await checking.ask<Seen>("seen");
  const expected = readers * seconds * FPS * PACKETS;
  const lost = expected - packets - await sinks.ask<number>("packets");
  return { cpu, expected, lost, wrong, delays: sorted(delays), answers, memory };
}

interface Seen {
  readonly packets: number;
  readonly wrong: number;
  readonly delays: number[];
}

/** Asks the server for its options again and again: as long as its event loop is busy, it does not answer. */
class Probe {
  readonly #times: number[] = [];
  readonly #ended: Promise<void>;
  #stopped = false;

  private constructor(private readonly client: Client) {
    this.#ended = this.#run();
  }

  static async start(url: string): Promise<Probe> {
    return new Probe(await Client.connect(url));
  }

  async stop(): Promise<number[]> {
    this.#stopped = true;
    await this.#ended;
    this.client.conn.close();
    return sorted(this.#times);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const start = performance.now();
      await this.client.request("OPTIONS");
      this.#times.push(performance.now() - start);
      await pause(PROBING);
    }
  }
}
