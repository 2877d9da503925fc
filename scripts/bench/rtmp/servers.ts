import { freePort } from "../../../test/process/ports.ts";
import { Child } from "../../../test/process/child.ts";
import { runProgram } from "../../../test/server.ts";
import { AS_SHIPPED } from "../roles/process.ts";

export const SERVERS = ["nginx", "server"] as const;
export type Name = typeof SERVERS[number];

/** A running server with nothing else to do. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  /** Where it serves the same by RTSP. */
  readonly rtsp?: string;
}

/** nginx with its RTMP module as Debian has them: one process, the module's defaults. */
const nginxConfig = (port: number, folder: string) => `
load_module modules/ngx_rtmp_module.so;
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 4096; }
rtmp { access_log off; server { listen 127.0.0.1:${port}; application live { live on; } } }
`;

const ourConfig = (rtmp: number, rtsp: number) =>
  ["hls", "webrtc", "srt", "moq"].map((name) => `${name}: no\n`).join("") +
  `rtmpAddress: 127.0.0.1:${rtmp}\nrtspAddress: 127.0.0.1:${rtsp}\nrtspTransports: [tcp]\n` +
  "paths:\n  all_others:\n";

/** Starts one of the two; resolves once it listens. */
export async function start(name: Name): Promise<Running> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-bench-" });
  const port = freePort(), rtsp = freePort(), file = `${folder}/server.conf`;
  const config = name === "nginx" ? nginxConfig(port, folder) : ourConfig(port, rtsp);
  await Deno.writeTextFile(file, config);
  const child = name === "nginx"
    ? new Child("nginx", ["-c", file])
    : runProgram([file], AS_SHIPPED);
  await listening(port, child);
  return {
    pid: child.pid,
    url: `rtmp://127.0.0.1:${port}/live/fanout`,
    ...name === "server" && { rtsp: `rtsp://127.0.0.1:${rtsp}/live/fanout` },
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function listening(port: number, child: Child): Promise<void> {
  for (let i = 0; child.running && i < 200; i++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`Cannot start it: ${child}`);
}
