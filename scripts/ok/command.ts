/** What a child process left behind. `timedOut`: it was ended because it ran over its limit. */
export interface Outcome {
  readonly code: number;
  readonly timedOut: boolean;
  /** Standard output, when it was asked for; otherwise it went to our own. */
  readonly stdout: string;
}

export interface Options {
  /** Seconds after which the process is ended. */
  readonly limit?: number;
  readonly env?: Record<string, string>;
  /** Return standard output instead of passing it on. */
  readonly capture?: boolean;
}

/** Runs a program without standard input. Throws only where it cannot be started. */
export async function run(
  program: string,
  args: string[],
  options: Options = {},
): Promise<Outcome> {
  const limit = AbortSignal.timeout((options.limit ?? 600) * 1000);
  const child = new Deno.Command(program, {
    args,
    env: options.env,
    stdin: "null",
    stdout: options.capture ? "piped" : "inherit",
    stderr: "inherit",
  }).spawn();
  const kill = () => killTree(child.pid);
  limit.addEventListener("abort", kill);
  try {
    const stdout = options.capture ? await new Response(child.stdout).text() : "";
    const { code } = await child.status;
    return { code, timedOut: limit.aborted, stdout };
  } finally {
    limit.removeEventListener("abort", kill);
  }
}

/** Runs this very Deno, whatever the PATH says. */
export function deno(args: string[], options?: Options): Promise<Outcome> {
  return run(Deno.execPath(), args, options);
}

/** Ends a process and all that it started, so that no server of a test outlives it. */
function killTree(pid: number): void {
  for (const child of childrenOf(pid)) killTree(child);
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Read from /proc; elsewhere than on Linux only the process itself is ended. */
function childrenOf(pid: number): number[] {
  try {
    const tasks = [...Deno.readDirSync(`/proc/${pid}/task`)];
    return tasks.flatMap(({ name }) =>
      Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).trim().split(" ")
        .filter((text) => text !== "").map(Number)
    );
  } catch {
    return [];
  }
}
