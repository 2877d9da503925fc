import { loadLibssl } from "./libssl.ts";
import { NativeContext, NativeDtls } from "./native.ts";
import type { Certificate, Dtls, DtlsOptions, Profile } from "./session.ts";

export { createCertificate, fingerprintOf } from "./certificate.ts";
export type { Agreement, Certificate, Dtls, DtlsOptions, Profile } from "./session.ts";

/** Makes associations of one certificate and with the same profiles. */
export interface DtlsFactory {
  /** In words for the log. */
  readonly method: string;
  open(options: Omit<DtlsOptions, "certificate" | "profiles">): Dtls;
}

/** The best that this machine has: the system's OpenSSL, or else a library of our own. */
export async function dtlsFactory(
  certificate: Certificate,
  profiles: readonly Profile[],
): Promise<DtlsFactory> {
  const lib = loadLibssl();
  if (!lib) return await portableDtls(certificate, profiles);
  const context = new NativeContext(lib, certificate, profiles);
  return {
    method: "by the system's libssl",
    open: (options) => new NativeDtls(context, { ...options, certificate, profiles }),
  };
}

/** The same in JavaScript alone; loaded where it is needed. */
export async function portableDtls(
  certificate: Certificate,
  profiles: readonly Profile[],
): Promise<DtlsFactory> {
  const { PortableDtls } = await import("./portable.ts");
  return {
    method: "portable",
    open: (options) => new PortableDtls({ ...options, certificate, profiles }),
  };
}
