import type { Clock } from "net/clock.ts";
import { type ByteConn, connectTcp, connectTls } from "net/connect.ts";

/** A server that is connected to, by TLS where it is `secure`. */
export interface Server {
  readonly secure: boolean;
  /** Name or IP address; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/** The certificate that is accepted, and the parameter that says so. */
export interface Trust {
  /** SHA-256, 64 lower-case hexadecimal digits; empty: whatever an authority of the system vouches for. */
  readonly fingerprint: string;
  readonly parameter: string;
}

export interface DialOptions {
  readonly clock: Clock;
  /** Milliseconds that it may take. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Connects to a server; rejects with the reason, also when it takes too long or `signal` aborts. */
export async function dial(
  server: Server,
  trust: Trust,
  { clock, timeout, signal }: DialOptions,
): Promise<ByteConn> {
  const late = new AbortController();
  const cancel = clock.setTimer(() => late.abort(new Error("timed out")), timeout);
  try {
    return await open(server, trust, AbortSignal.any([signal, late.signal]));
  } finally {
    cancel();
  }
}

async function open(
  { secure, hostname, port }: Server,
  { fingerprint, parameter }: Trust,
  signal: AbortSignal,
): Promise<ByteConn> {
  if (!secure) return await connectTcp({ hostname, port, signal });
  try {
    return await connectTls({ hostname, port, signal }, fingerprint);
  } catch (error) {
    const { message } = error as Error;
    if (!message.includes("invalid peer certificate")) throw error;
    throw new Error(`${message}; ${parameter} names a certificate that is accepted all the same`);
  }
}
