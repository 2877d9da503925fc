import { type CallFrame, type Frame, frameOf, type Sample, type Samples } from "./samples.ts";

/** A CPU profile of V8 (DevTools protocol, Profiler.Profile); times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly CpuNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** The node at each sample. */
  readonly samples: readonly number[];
}

interface CpuNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  /** Samples with this node innermost. */
  readonly hitCount: number;
  readonly children?: readonly number[];
  /** The same by line. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** What V8 calls the time in which nothing was to be done. */
const IDLE = "(idle)";

/** CPU time by call stack, time without work left out. `begin`: wall clock, milliseconds. */
export function cpuSamples(profile: CpuProfile, begin: number, base: string): Samples {
  const { nodes, startTime, endTime, samples } = profile;
  const period = 1000 * (endTime - startTime) / Math.max(1, samples.length);
  const byId = new Map(nodes.map((node) => [node.id, node])), list: Sample[] = [];
  const add = (stack: readonly Frame[], ticks: number) =>
    list.push({ stack, values: [ticks, Math.round(ticks * period)] });
  const visit = (node: CpuNode, callers: readonly Frame[]) => {
    if (node.callFrame.functionName === IDLE) return;
    const own = frameOf(node.callFrame, base), stack = [own, ...callers];
    let rest = node.hitCount;
    for (const { line, ticks } of node.positionTicks ?? []) {
      add([{ ...own, line }, ...callers], ticks);
      rest -= ticks;
    }
    if (rest > 0) add(stack, rest);
    for (const id of node.children ?? []) visit(byId.get(id)!, stack);
  };
  for (const id of nodes[0]?.children ?? []) visit(byId.get(id)!, []);
  return {
    kinds: [["samples", "count"], ["cpu", "nanoseconds"]],
    list,
    period: Math.round(period),
    begin,
    duration: (endTime - startTime) / 1000,
  };
}
