import { type ByteConn, connectTcp, connectTls } from "net/connect.ts";
import type { Address } from "./address.ts";
import { Connection } from "./connection.ts";
import type { Settings } from "./settings.ts";

/** The certificate that is accepted, and the parameter that says so. */
export interface Trust {
  /** SHA-256, 64 lower-case hexadecimal digits; empty: whatever an authority of the system vouches for. */
  readonly fingerprint: string;
  readonly parameter: string;
}

/** Connects to a server within the read time-out; rejects with the reason, also when `signal` aborts. */
export async function dial(
  address: Address,
  trust: Trust,
  settings: Settings,
  signal: AbortSignal,
): Promise<Connection> {
  const late = new AbortController();
  const cancel = settings.clock.setTimer(
    () => late.abort(new Error("timed out")),
    settings.config.readTimeout,
  );
  try {
    const both = AbortSignal.any([signal, late.signal]);
    return new Connection(await open(address, trust, both), settings);
  } finally {
    cancel();
  }
}

async function open(
  { secure, hostname, port }: Address,
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
