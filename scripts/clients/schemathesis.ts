import { run } from "../ok/command.ts";

/** The package of PyPI that makes requests out of an OpenAPI document. */
const PACKAGE = "schemathesis==4.32.5";

const RUN = "from schemathesis.cli import schemathesis; schemathesis()";

/** Checks the server whose document is at `url`; the exit code. Installed into the user's cache at first. */
export async function schemathesis(url: string, args: readonly string[]): Promise<number> {
  const folder = await install(), env = { PYTHONPATH: folder };
  const { code } = await run("python3", ["-c", RUN, "run", url, ...args], { env, limit: 900 });
  return code;
}

async function install(): Promise<string> {
  const home = Deno.env.get("HOME") ?? Deno.env.get("LOCALAPPDATA") ?? "/tmp";
  const folder = `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/mediamtx-tests/${PACKAGE}`;
  const present = await Deno.stat(`${folder}/schemathesis`).catch(() => undefined);
  if (present) return folder;
  console.log(`installing ${PACKAGE}`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const { code } = await run("python3", [...pip, `--target=${folder}`, PACKAGE], { limit: 300 });
  if (code !== 0) throw new Error(`Cannot install schemathesis: pip ended with code ${code}`);
  return folder;
}
