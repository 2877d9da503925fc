import ipaddr from "ipaddr.js";
import { z } from "zod";
import { ofKind } from "core/config/types/kind.ts";

/** The address or network in CIDR, host bits cleared: `10.0.0.0/8`; undefined where it is neither. */
export function canonicalNetwork(text: string): string | undefined {
  const [address, bits, more] = text.split("/");
  if (more !== undefined || !isAddress(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const width = parsed.toByteArray().length * 8;
  if (bits === undefined) return `${parsed}/${width}`;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > width) return undefined;
  return `${masked(parsed, Number(bits))}/${Number(bits)}`;
}

/** Refuses the shortened and octal forms of IPv4 that the library accepts. */
function isAddress(text: string): boolean {
  return text.includes(":") ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
}

function masked(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const bytes = address.toByteArray().map((byte, i) => {
    const kept = Math.min(8, Math.max(0, bits - i * 8));
    return byte & (0xff << (8 - kept));
  });
  return ipaddr.fromByteArray(bytes).toString();
}

/** A network in CIDR. */
export const ipNetwork: z.ZodType<string, string> = ofKind(
  z.codec(z.string(), z.string(), {
    decode: (text, context) => {
      const network = canonicalNetwork(text);
      if (network !== undefined) return network;
      context.issues.push({ code: "custom", input: text });
      return z.NEVER;
    },
    encode: (network) => network,
  }),
  {
    name: "ipNetwork",
    allowed: "an IP address or a network in CIDR, such as 192.168.1.7 or 10.0.0.0/8",
  },
);
