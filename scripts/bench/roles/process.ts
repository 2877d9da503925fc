/** What the tasks and the executables start the server with. */
export const AS_SHIPPED: readonly string[] = ["--v8-flags=--max-semi-space-size=1"];

/** Clock ticks of a second in /proc (`sysconf(_SC_CLK_TCK)`, 100 on every Linux that Deno runs on). */
const TICKS = 100;

/** Seconds of CPU, of user and system, that a process has used (proc(5)). */
export function cpuSeconds(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Megabytes of memory that a process holds. */
export function residentMegabytes(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
