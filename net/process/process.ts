/** How a process ended. */
export interface ProcessEnd {
  readonly code: number;
  /** The signal that ended it; null where it exited by itself, always so on Windows. */
  readonly signal: Deno.Signal | null;
}

/** A process of ours that leads a group of its own, so that its descendants can be signalled with it. */
export interface Process {
  readonly pid: number;
  /** Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Asks the group to end: SIGINT; on Windows, which has no such request, the tree is terminated. */
  interrupt(): void;
  /** Ends the group without asking: SIGKILL. */
  kill(): void;
}

export interface ProcessOptions {
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Windows only: the arguments are passed on as they are, without quotes of ours. */
  readonly verbatim?: boolean;
}

const WINDOWS = Deno.build.os === "windows";

/**
 * Starts `program`, looked for in PATH: its input is empty, its outputs are ours. `detached` gives it a session, and so
 * a process group, whose number is its pid (setsid(2)). Throws `Deno.errors.NotFound`, and what else the system says.
 */
export function startProcess(program: string, options: ProcessOptions): Process {
  const { args, env, verbatim = false } = options;
  const { pid, status } = new Deno.Command(program, {
    args: [...args],
    env: { ...env },
    windowsRawArguments: verbatim,
    detached: !WINDOWS,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  let running = true;
  const signal = (name: Deno.Signal) => {
    if (running) signalGroup(pid, name);
  };
  return {
    pid,
    ended: status.then(({ code, signal }) => {
      running = false;
      return { code, signal };
    }),
    interrupt: () => signal("SIGINT"),
    kill: () => signal("SIGKILL"),
  };
}

/** Signals every process of a group; none of them left, or none of them ours to signal, is no error. */
function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    if (WINDOWS) terminateTree(pid);
    else Deno.kill(-pid, signal);
  } catch {
    // The one who waits for the end notices that it does not come.
  }
}

/** Terminates a process of Windows and its descendants. */
function terminateTree(pid: number): void {
  const args = ["/PID", `${pid}`, "/T", "/F"];
  new Deno.Command("taskkill", { args, stdin: "null", stdout: "null", stderr: "null" }).spawn();
}
