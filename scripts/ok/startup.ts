const LIMIT = 300;
const RUNS = 3;

/**
 * How long `main.ts --version` takes from nothing, in milliseconds: loading every module and little
 * else. The best of some runs, since the machine may be busy. Throws where it cannot start.
 */
export async function startUp(root: string): Promise<{ note: string; warnings: string[] }> {
  let best = Infinity;
  for (let i = 0; i < RUNS; i++) best = Math.min(best, await once(root));
  const note = `start-up ${Math.round(best)} ms (best of ${RUNS}, budget ${LIMIT} ms)`;
  const slow = `starting takes ${Math.round(best)} ms, over ${LIMIT} ms: something new loads early`;
  return { note, warnings: best > LIMIT ? [slow] : [] };
}

async function once(root: string): Promise<number> {
  const begin = performance.now();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--unstable-net", `${root}/main.ts`, "--version"],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot start main.ts: ${new TextDecoder().decode(stderr).trim()}`);
  return performance.now() - begin;
}
