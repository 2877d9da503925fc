import { run } from "../ok/command.ts";

/** The package of PyPI that carries a static FFmpeg 9 (WHIP, SRT, Enhanced RTMP; no ffprobe). */
const PACKAGE = "imageio-ffmpeg==0.8.1";

/** The path of FFmpeg 9: `FFMPEG9` where it is set, else our own copy, else undefined. */
export function ffmpeg9(): string | undefined {
  return Deno.env.get("FFMPEG9") ?? installed();
}

/** Installs FFmpeg 9 into the user's cache unless it is there. The path; throws where it fails. */
export async function installFfmpeg9(): Promise<string> {
  const present = ffmpeg9();
  if (present !== undefined) return present;
  console.log(`installing ${PACKAGE}`);
  const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"];
  const { code } = await run("python3", [...pip, `--target=${folder()}`, PACKAGE], { limit: 300 });
  const path = installed();
  if (code !== 0 || path === undefined) {
    throw new Error(`Cannot install FFmpeg 9: pip ended with code ${code}`);
  }
  return path;
}

function folder(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("LOCALAPPDATA") ?? "/tmp";
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`;
  return `${cache}/mediamtx-tests/${PACKAGE}`;
}

function installed(): string | undefined {
  const binaries = `${folder()}/imageio_ffmpeg/binaries`;
  try {
    const binary = [...Deno.readDirSync(binaries)].find(({ name }) => name.startsWith("ffmpeg-"));
    return binary && `${binaries}/${binary.name}`;
  } catch {
    return undefined;
  }
}
