import { run } from "../ok/command.ts";

type Probe = readonly [name: string, program: string, ...args: string[]];

const element = (name: string) => ["gst-inspect-1.0", "--exists", name] as const;

/** Debian's packages that the interop tests need, each with a call that works once it is there. */
const PROBES: readonly Probe[] = [
  ["ffmpeg", "ffmpeg", "-hide_banner", "-version"],
  ["ffmpeg", "ffprobe", "-hide_banner", "-version"],
  ["gstreamer1.0-tools", "gst-launch-1.0", "--version"],
  ["gstreamer1.0-rtsp", ...element("rtspclientsink")],
  ["gstreamer1.0-plugins-base", ...element("videotestsrc")],
  ["gstreamer1.0-plugins-good", ...element("rtspsrc")],
  ["gstreamer1.0-plugins-bad", ...element("h264parse")],
  ["gstreamer1.0-plugins-ugly", ...element("x264enc")],
  ["gstreamer1.0-libav", ...element("avdec_h264")],
  ["gstreamer1.0-plugins-bad", ...element("srtsink")],
  ["srt-tools", "srt-live-transmit", "-version"],
  ["libnginx-mod-rtmp", "test", "-e", "/usr/lib/nginx/modules/ngx_rtmp_module.so"],
  ["chromium", "chromium", "--version"],
  ["coturn", "which", "turnserver"],
  ["python3-pip", "python3", "-m", "pip", "--version"],
];

/** Installs what is missing where that is ours to do (Debian, as root); throws what to do elsewhere. */
export async function installDebianClients(): Promise<void> {
  const wanted = await missing();
  if (wanted.length === 0) return;
  const list = wanted.join(" ");
  if (Deno.build.os !== "linux" || Deno.uid() !== 0 || !(await works(["apt-get", "--version"]))) {
    throw new Error(
      `Cannot run the interop tests without: ${list} (Debian: apt-get install, as root)`,
    );
  }
  console.log(`installing ${list}`);
  await apt("update", "-qq");
  await apt("install", "-qq", "-y", "--no-install-recommends", ...wanted);
  const still = await missing();
  if (still.length > 0) {
    throw new Error(`Cannot use ${still.join(" ")}: installed, but not working`);
  }
}

async function missing(): Promise<string[]> {
  const found = await Promise.all(PROBES.map(([, ...command]) => works(command)));
  return [...new Set(PROBES.filter((_, i) => !found[i]).map(([name]) => name))];
}

async function works([program, ...args]: readonly string[]): Promise<boolean> {
  try {
    const options = { args, stdin: "null", stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command(program!, options).output()).success;
  } catch {
    return false;
  }
}

async function apt(...args: string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { code } = await run("apt-get", args, { env, limit: 300, capture: true });
  if (code !== 0) throw new Error(`Cannot run apt-get ${args.join(" ")}: exit code ${code}`);
}
