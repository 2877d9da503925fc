/** Time and timers as everything in core and the plugins takes them, so that tests can run them by hand. */
export interface Clock {
  /** Monotonic milliseconds, with fractions; only differences mean something. */
  now(): number;
  /** Milliseconds since 1970, as the system's clock has them: may jump. */
  wall(): number;
  /** Calls `fn` once after `ms` milliseconds, of any length; returns a function that cancels it. */
  setTimer(fn: () => void, ms: number): () => void;
}

/** The longest delay that `setTimeout` takes; beyond it the timer would fire at once. */
const LONGEST = 0x7fff_ffff;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimer(fn, ms) {
    let id: ReturnType<typeof setTimeout>;
    const arm = (left: number) => {
      const step = Math.min(left, LONGEST);
      id = setTimeout(() => left > step ? arm(left - step) : fn(), step);
    };
    arm(Math.max(0, ms));
    return () => clearTimeout(id);
  },
};

/** Calls `fn` again and again, `ms` milliseconds after it was done; returns a function that cancels it. */
export function every(clock: Clock, ms: number, fn: () => void): () => void {
  let cancelled = false;
  const schedule = () =>
    clock.setTimer(() => {
      fn();
      if (!cancelled) cancel = schedule();
    }, ms);
  let cancel = schedule();
  return () => {
    cancelled = true;
    cancel();
  };
}

/** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.setTimer(end, ms);
    signal.addEventListener("abort", end);
  });
}
