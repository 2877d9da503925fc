import process from "node:process";
import type { Metric } from "core/mod.ts";
import type { EventLoopLag } from "./lag.ts";

const QUANTILES = [0.5, 0.99, 1];

/** Figures of the process itself, under names of our own. */
export async function processMetrics(lag: EventLoopLag): Promise<readonly Metric[]> {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, heapTotal, external } = Deno.memoryUsage();
  const descriptors = await openDescriptors();
  const lags = lag.quantiles(QUANTILES);
  return [
    metric("cpu_seconds", (user + system) / 1e6),
    metric("resident_memory_bytes", rss),
    metric("heap_used_bytes", heapUsed),
    metric("heap_total_bytes", heapTotal),
    metric("external_memory_bytes", external),
    ...descriptors === undefined ? [] : [metric("open_descriptors", descriptors)],
    ...QUANTILES.map((quantile, i) =>
      metric("event_loop_lag_seconds", lags[i] / 1000, { quantile: String(quantile) })
    ),
  ];
}

function metric(name: string, value: number, labels: Metric["labels"] = {}): Metric {
  return { name: `mediamtx_process_${name}`, labels, value };
}

/** Undefined where there is no /proc. From Linux 6.2 on the folder's size is their number (proc(5)). */
async function openDescriptors(): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const folder = "/proc/self/fd";
  try {
    const { size } = await Deno.stat(folder);
    if (size > 0) return size;
    let count = 0;
    for await (const _ of Deno.readDir(folder)) count++;
    return count - 1;
  } catch {
    return undefined;
  }
}
