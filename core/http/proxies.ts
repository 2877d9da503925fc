import { parseAddress, within } from "core/auth/network.ts";

/** Who asks, as told by the proxies that are trusted. */
export interface Forwarded {
  /** Address without port. */
  readonly ip: string;
  readonly scheme: "http" | "https";
}

/** Where a request comes from, given the peer of its connection and the headers. */
export type Proxies = (ip: string, secure: boolean, headers: Headers) => Forwarded;

/** Prepares `…TrustedProxies`: whether an address is one of them. */
export function trusts(trusted: readonly string[]): (ip: string) => boolean {
  if (trusted.length === 0) return () => false;
  const holds = within(trusted);
  return (ip) => holds(parseAddress(ip));
}

/** X-Forwarded-For and X-Forwarded-Proto count where the peer is one of the trusted. */
export function proxiesOf(trusted: readonly string[]): Proxies {
  const isTrusted = trusts(trusted);
  return (ip, secure, headers) => {
    const scheme = secure ? "https" : "http";
    if (!isTrusted(ip)) return { ip, scheme };
    const told = headers.get("x-forwarded-proto");
    return {
      ip: clientOf(headers.get("x-forwarded-for") ?? "", isTrusted) ?? ip,
      scheme: told === "http" || told === "https" ? told : scheme,
    };
  };
}

/** The last address that is not a trusted proxy's: what stands before it may be made up by the client. */
function clientOf(header: string, isTrusted: (ip: string) => boolean): string | undefined {
  const chain = header.split(",").map((part) => part.trim());
  for (let i = chain.length - 1; i >= 0; i--) {
    if (parseAddress(chain[i]) === undefined) return undefined;
    if (i === 0 || !isTrusted(chain[i])) return chain[i];
  }
  return undefined;
}
