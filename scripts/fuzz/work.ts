/** What the thread is told at its start. */
export interface Work {
  readonly seed: number;
  /** Name of the only target to run. */
  readonly only: string | undefined;
  /** Laid out as `PLACE` says. */
  readonly shared: SharedArrayBuffer;
}

/** Words that are shared: which target is at which input, how many inputs were run, and the next input of each target. */
export const PLACE = { target: 0, index: 1, runs: 2, next: 3 } as const;
