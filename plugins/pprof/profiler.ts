import { type Clock, pause } from "net/clock.ts";
import { type CpuProfile, cpuSamples } from "./cpu.ts";
import { HEAP_INTERVAL, type HeapProfile, heapSamples } from "./heap.ts";
import { Inspector } from "./inspector.ts";
import type { Samples } from "./samples.ts";

/** Microseconds between two samples of what runs: as often as Go's own profiler looks. */
const CPU_INTERVAL = 10_000;

/** The folder whose files are named from there: that of the program. */
const BASE = Deno.mainModule.slice(0, Deno.mainModule.lastIndexOf("/") + 1);

/** Looks at the running process. What is allocated is sampled for as long as it is there. */
export class Profiler {
  readonly #since: number;
  #busy = false;

  private constructor(private readonly clock: Clock, private readonly heapInspector: Inspector) {
    this.#since = clock.wall();
  }

  /**
   * Begins to sample what is allocated. V8's first CPU profile looks up where each function stands, which takes a
   * tenth of a second: it is taken here, where few wait for it.
   */
  static async start(clock: Clock): Promise<Profiler> {
    const inspector = await Inspector.open();
    await inspector.ask("HeapProfiler.startSampling", { samplingInterval: HEAP_INTERVAL });
    const profiler = new Profiler(clock, inspector);
    await profiler.cpu(0, AbortSignal.abort());
    return profiler;
  }

  /** What runs for so many milliseconds, or until `signal` aborts; undefined while another profile is taken. */
  async cpu(duration: number, signal: AbortSignal): Promise<Samples | undefined> {
    if (this.#busy) return undefined;
    this.#busy = true;
    const inspector = await Inspector.open(), begin = this.clock.wall();
    try {
      await inspector.ask("Profiler.enable");
      await inspector.ask("Profiler.setSamplingInterval", { interval: CPU_INTERVAL });
      await inspector.ask("Profiler.start");
      await pause(this.clock, duration, signal);
      const { profile } = await inspector.ask<{ profile: CpuProfile }>("Profiler.stop");
      return cpuSamples(profile, begin, BASE);
    } finally {
      inspector.close();
      this.#busy = false;
    }
  }

  /** What was allocated since the start and is still in use: V8 collects garbage first. */
  async heap(): Promise<Samples> {
    const duration = this.clock.wall() - this.#since;
    const { profile } = await this.heapInspector.ask<{ profile: HeapProfile }>(
      "HeapProfiler.getSamplingProfile",
    );
    return heapSamples(profile, this.#since, duration, BASE);
  }

  async close(): Promise<void> {
    await this.heapInspector.ask("HeapProfiler.stopSampling");
    this.heapInspector.close();
  }
}
