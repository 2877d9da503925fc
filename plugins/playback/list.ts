import { formatMicroseconds, type FoundRecording } from "core/mod.ts";
import { type Run, runsOf } from "./recorded/timeline.ts";

/** Microseconds. */
const SECOND = 1e6;

/** What is asked for: microseconds since 1970, where it is bounded. */
export interface Bounds {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** What was recorded without a break, cut to some bounds, the oldest first. */
export async function listRuns(
  { segments }: Pick<FoundRecording, "segments">,
  { start = -Infinity, end = Infinity }: Bounds,
  unreadable: (reason: string) => void,
): Promise<Run[]> {
  // The last file that begins before the bounds may reach into them.
  const first = Math.max(0, segments.findLastIndex((segment) => segment.start <= start));
  const within = segments.slice(first).filter((segment) => segment.start <= end);
  const runs = await runsOf(within, unreadable);
  return runs.map((run) => {
    const from = Math.max(run.start, start);
    const to = Math.min(run.start + Math.round(run.duration * SECOND), end);
    return { start: from, duration: (to - from) / SECOND };
  }).filter(({ duration }) => duration > 0);
}

/** As JSON shows it: `origin` is what the address of `/get` begins with. */
export function viewRun({ start, duration }: Run, name: string, origin: string) {
  const at = formatMicroseconds(start);
  const query = new URLSearchParams({ duration: String(duration), path: name, start: at });
  return { start: at, duration, url: `${origin}/get?${query}` };
}
