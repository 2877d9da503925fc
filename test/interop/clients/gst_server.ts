import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { certificate } from "../../process/certificate.ts";
import { Child } from "../../process/child.ts";

const SCRIPT = fileURLToPath(new URL("./gst_camera.py", import.meta.url));
/** Debian's own, which its bindings of GStreamer belong to. */
const PYTHON = "/usr/bin/python3";

/** Why there is no RTSP server of GStreamer's here, or undefined where there is one. */
export async function noGstServer(): Promise<string | undefined> {
  const probe = "import gi; gi.require_version('GstRtspServer', '1.0')";
  const command = new Deno.Command(PYTHON, {
    args: ["-c", probe],
    stdout: "null",
    stderr: "null",
  });
  const found = await command.output().catch(() => undefined);
  return found?.success ? undefined : "python3-gi or gir1.2-gst-rtsp-server-1.0 is not installed";
}

/** Starts GStreamer's RTSP server; `options` as its script has them. Resolves with it and its URL. */
export async function gstServer(
  file: string,
  options: readonly string[] = [],
): Promise<{ child: Child; url: string } & AsyncDisposable> {
  const tls = options.some((option) => option.startsWith("tls="));
  const user = options.includes("digest") || options.includes("basic") ? "u:p%20w@" : "";
  const child = new Child(PYTHON, [SCRIPT, file, ...options]);
  const port = await child.until(() => child.out[0], "its port");
  return {
    child,
    url: `rtsp${tls ? "s" : ""}://${user}127.0.0.1:${port}/cam`,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** The option by which it speaks TLS, with the certificate of the tests. */
export async function tlsOption(): Promise<string> {
  const { cert, key } = await certificate();
  return `tls=${cert},${key}`;
}

/** SHA-256 of the certificate of the tests, in hexadecimal digits. */
export async function fingerprint(): Promise<string> {
  const { cert } = await certificate();
  const base64 = (await Deno.readTextFile(cert)).replace(/-----.*?-----|\s/g, "");
  const der = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return createHash("sha256").update(der).digest("hex");
}
