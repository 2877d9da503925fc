import { Child } from "./child.ts";

/** PEM files of a self-signed certificate for localhost. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

let made: Promise<CertificateFiles> | undefined;

/** Made once a run by the system's openssl, in a folder of its own below the system's temporary one. */
export function certificate(): Promise<CertificateFiles> {
  return made ??= make();
}

async function make(): Promise<CertificateFiles> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-certificate-" });
  const files = { cert: `${folder}/server.crt`, key: `${folder}/server.key` };
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  await using openssl = new Child("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
    ..."-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1".split(" "),
    ..."-addext basicConstraints=critical,CA:FALSE".split(" "),
    ...["-keyout", files.key, "-out", files.cert],
  ]);
  const { code } = await openssl.end();
  if (code !== 0) throw new Error(`Cannot make a certificate: ${openssl}`);
  return files;
}
