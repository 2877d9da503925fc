import { type CallFrame, type Frame, frameOf, type Sample, type Samples } from "./samples.ts";

/** Bytes between two samples of what is allocated, on average: as much as Go's own profiler takes. */
export const HEAP_INTERVAL = 512 * 1024;

/** A sampling heap profile of V8 (DevTools protocol, HeapProfiler.SamplingHeapProfile). */
export interface HeapProfile {
  readonly head: HeapNode;
}

interface HeapNode {
  readonly callFrame: CallFrame;
  /** Bytes allocated here that are still in use, estimated from the samples. */
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/** Memory in use by the call stack that allocated it. `begin`: since when, wall clock; milliseconds. */
export function heapSamples(
  { head }: HeapProfile,
  begin: number,
  duration: number,
  base: string,
): Samples {
  const list: Sample[] = [];
  const visit = ({ callFrame, selfSize, children }: HeapNode, callers: readonly Frame[]) => {
    const stack = [frameOf(callFrame, base), ...callers];
    if (selfSize > 0) list.push({ stack, values: [selfSize] });
    for (const child of children) visit(child, stack);
  };
  for (const child of head.children) visit(child, []);
  return { kinds: [["inuse_space", "bytes"]], list, period: HEAP_INTERVAL, begin, duration };
}
