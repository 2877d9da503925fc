import type { Clock } from "net/clock.ts";

/** Counts faults that may come by the thousand. */
export interface Rate {
  /** One more fault, or `count` of them; `last` describes the newest. Costs an addition. */
  hit(last?: string, count?: number): void;
  /** Reports what is pending at once, and nothing any more. */
  close(): void;
}

/**
 * Reports faults at most once every `interval` milliseconds: `report` gets how many there were since the last time,
 * and what the newest said (`""` if none said anything). A timer runs only while something is pending.
 */
export function rate(
  clock: Clock,
  interval: number,
  report: (count: number, last: string) => void,
): Rate {
  let count = 0;
  let last = "";
  let closed = false;
  let cancel = () => {};

  const flush = () => {
    if (count === 0) return;
    const [many, newest] = [count, last];
    count = 0;
    last = "";
    report(many, newest);
  };

  return {
    hit(text = "", many = 1) {
      if (closed || many <= 0) return;
      if (count === 0) cancel = clock.setTimer(flush, interval);
      count += many;
      if (text !== "") last = text;
    },
    close() {
      closed = true;
      cancel();
      flush();
    },
  };
}

/** `3 RTP packets lost`. */
export function packetsLost(count: number): string {
  return `${count} RTP ${count === 1 ? "packet" : "packets"} lost`;
}

/** `decode error: X`, or `3 decode errors, last was: X`. */
export function decodeErrors(count: number, last: string): string {
  return count === 1 ? `decode error: ${last}` : `${count} decode errors, last was: ${last}`;
}

/** `reader is too slow, discarding 3 frames`. */
export function framesDiscarded(count: number): string {
  return `reader is too slow, discarding ${count} ${count === 1 ? "frame" : "frames"}`;
}
