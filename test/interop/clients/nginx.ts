import { Child } from "../../process/child.ts";
import { freePort } from "../../process/ports.ts";

const MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so";

/** Why nginx cannot be had as an RTMP server, or undefined where it can. */
export async function noNginx(): Promise<string | undefined> {
  const present = await Deno.stat(MODULE).then(() => true, () => false);
  return present ? undefined : "nginx with its RTMP module is not installed";
}

/** nginx as an RTMP server with the application `live`, and others; ended when it goes out of scope. */
export class Nginx implements AsyncDisposable {
  private constructor(
    private readonly child: Child,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** `others`: applications as its configuration has them. */
  static async start(others = ""): Promise<Nginx> {
    const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-nginx-" }), port = freePort();
    const file = `${folder}/nginx.conf`;
    await Deno.writeTextFile(
      file,
      `load_module ${MODULE};
daemon off; master_process off; pid ${folder}/pid; error_log stderr notice; events {}
rtmp { server { listen 127.0.0.1:${port}; application live { live on; } ${others} } }
`,
    );
    const child = new Child("nginx", ["-p", folder, "-c", file, "-e", "stderr"]);
    const nginx = new Nginx(child, folder, port);
    await child.until(() => child.err.find((line) => line.includes("Linux") || undefined), "start");
    return nginx;
  }

  /** `rtmp://…` of a stream. */
  url(name: string, app = "live"): string {
    return `rtmp://127.0.0.1:${this.port}/${app}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}
