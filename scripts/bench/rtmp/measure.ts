import { sorted } from "../roles/figures.ts";
import { Peer } from "../roles/peer.ts";
import { cpuSeconds, residentMegabytes } from "../roles/process.ts";
import { type Name, start } from "./servers.ts";
import { FPS } from "./stream.ts";

export interface Load {
  readonly readers: number;
  /** How many of the readers look at every frame. */
  readonly checkers: number;
  readonly seconds: number;
  /** One more reader, by RTSP, of servers that have it. */
  readonly rtsp?: boolean;
}

/** What one run costs and delivers. */
export interface Served {
  /** Seconds of CPU for each second. */
  readonly cpu: number;
  /** Frames that did not come, out of as many. */
  readonly lost: number;
  readonly expected: number;
  /** Frames that came out of order, of readers that look. */
  readonly wrong: number;
  /** Milliseconds, sorted: from the publisher's write to the reader's read of each frame; by RTMP, and by RTSP. */
  readonly delays: readonly number[];
  readonly rtspDelays: readonly number[];
  /** Megabytes at the end. */
  readonly memory: number;
}

interface Seen {
  readonly frames: number;
  readonly wrong: number;
  readonly delays: number[];
  readonly rtspDelays: number[];
}

/** Frames that nobody counts: connections open their windows, code gets compiled, a key frame comes. */
const WARM_UP = 4 * FPS;

/** Milliseconds after which everything sent has come, or is lost. */
const SETTLING = 500;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One run of a server that is started for it alone. */
export async function measure(name: Name, load: Load): Promise<Served> {
  const { readers, checkers, seconds } = load;
  await using server = await start(name);
  const { url, pid, rtsp } = server;
  await using publisher = new Peer("publisher", import.meta.url);
  await using sinks = new Peer("sinks", import.meta.url);
  await using checking = new Peer("checkers", import.meta.url);
  await publisher.ask("open", { url });
  await publisher.ask("send", { frames: FPS });
  if (readers > checkers) await sinks.ask("read", { url, count: readers - checkers });
  await checking.ask("read", { url, count: checkers });
  if (rtsp && load.rtsp) await checking.ask("readRtsp", { url: rtsp });
  await publisher.ask("send", { frames: WARM_UP });
  await pause(SETTLING);
  await Promise.all([sinks.ask("reset"), checking.ask("reset")]);
  const before = cpuSeconds(pid);
  await publisher.ask("send", { frames: seconds * FPS });
  const cpu = (cpuSeconds(pid) - before) / seconds, memory = residentMegabytes(pid);
  await pause(SETTLING);
  const { frames, wrong, delays, rtspDelays } = await checking.ask<Seen>("seen");
  const expected = readers * seconds * FPS;
  const lost = expected - frames - await sinks.ask<number>("frames");
  return {
    ...{ cpu, lost, expected, wrong, memory },
    delays: sorted(delays),
    rtspDelays: sorted(rtspDelays),
  };
}
