import { Malformed } from "media/malformed.ts";
import { dial, type Trust } from "net/dial.ts";
import { header, type Response } from "../wire/message.ts";
import { type Address, parseAddress, redirected } from "./address.ts";
import { RtspClient } from "./client.ts";
import { Connection } from "./connection.ts";
import type { Lower, Wish } from "./media_setup.ts";
import { openTunnel } from "./tunnel.ts";
import type { Settings } from "./settings.ts";

/** Redirections that are followed one behind the other. */
const MOST_REDIRECTIONS = 5;

/** What comes after a session: nothing, the same by TCP, or another server. */
export type Next = "end" | "tcp" | { readonly location: string };

export interface AttemptOptions {
  readonly url: string;
  readonly trust: Trust;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly transport: "automatic" | Lower;
  /** Runs one session, which is ended behind it. */
  session(client: RtspClient, wish: Wish): Promise<Next>;
}

/** Where an answer sends us (RFC 2326 §11.3), if it does. */
export function redirection({ status, headers }: Response): { location: string } | undefined {
  const location = header({ headers }, "location");
  return status >= 300 && status < 400 && location ? { location } : undefined;
}

/** Runs a session, and more where the server sends us elsewhere or has no UDP. */
export async function attempt(options: AttemptOptions): Promise<void> {
  let address = valid(parseAddress(options.url)), { transport } = options;
  for (let redirections = 0;;) {
    const next = await run(address, wishFor(transport, address), options);
    if (next === "end") return;
    if (next === "tcp") transport = "tcp";
    else {
      if (++redirections > MOST_REDIRECTIONS) throw new Error("too many redirections");
      address = valid(redirected(address, next.location));
    }
  }
}

async function run(address: Address, wish: Wish, options: AttemptOptions): Promise<Next> {
  const { trust, settings, signal } = options;
  const { clock, config: { readTimeout: timeout } } = settings;
  const open = () => dial(address, trust, { clock, timeout, signal });
  const socket = await openTunnel(address, open, { clock, timeout, signal });
  const client = new RtspClient(new Connection(socket, settings), address, settings);
  const stop = () => void client.end();
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) return "end";
    return await options.session(client, wish);
  } finally {
    signal.removeEventListener("abort", stop);
    await client.end();
  }
}

/** Automatic is UDP first; TLS and tunnels carry the media themselves. */
function wishFor(transport: "automatic" | Lower, { secure, tunnel }: Address): Wish {
  if (tunnel !== "none") return { lower: "tcp", automatic: false };
  if (secure && (transport === "udp" || transport === "multicast")) {
    throw new Error(`media by ${transport} cannot be encrypted: RTSPS needs automatic or tcp`);
  }
  if (transport !== "automatic") return { lower: transport, automatic: false };
  return secure ? { lower: "tcp", automatic: false } : { lower: "udp", automatic: true };
}

function valid(address: Address | Malformed): Address {
  if (address instanceof Malformed) throw new Error(address.reason);
  return address;
}
