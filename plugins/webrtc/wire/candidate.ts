/** A way to a peer (RFC 8839 §5.1), of the one component there is. */
export interface Candidate {
  readonly foundation: string;
  readonly protocol: "udp" | "tcp";
  readonly priority: number;
  readonly ip: string;
  readonly port: number;
  readonly type: "host" | "srflx" | "prflx" | "relay";
  /** Who connects, by TCP (RFC 6544 §4.5). */
  readonly tcpType?: "active" | "passive" | "so";
  /** Where a reflexive one was seen from. */
  readonly related?: { readonly ip: string; readonly port: number };
}

const TYPES = ["host", "srflx", "prflx", "relay"] as const;
const PREFERENCE = { host: 126, prflx: 110, srflx: 100, relay: 0 };

/** Reads the value of `a=candidate`; undefined for what is of no use: other components, protocols, or a broken line. */
export function parseCandidate(text: string): Candidate | undefined {
  const words = text.trim().replace(/^candidate:/i, "").split(/\s+/);
  const [foundation, component, transport, priority, ip, port, typ, type, ...rest] = words;
  const protocol = transport?.toLowerCase();
  if (component !== "1" || typ !== "typ" || (protocol !== "udp" && protocol !== "tcp")) {
    return undefined;
  }
  const known = TYPES.find((t) => t === type), number = Number(port);
  if (!known || !/^\d{1,10}$/.test(priority) || !/^\d{1,5}$/.test(port) || number > 65535) {
    return undefined;
  }
  const tcpType = (["active", "passive", "so"] as const).find((t) =>
    t === rest[rest.indexOf("tcptype") + 1]
  );
  return {
    foundation,
    protocol,
    priority: Number(priority),
    ip,
    port: number,
    type: known,
    ...protocol === "tcp" && tcpType && { tcpType },
  };
}

/** The value of `a=candidate`. */
export function writeCandidate(candidate: Candidate): string {
  const { foundation, protocol, priority, ip, port, type, tcpType, related } = candidate;
  const words = [`candidate:${foundation} 1 ${protocol} ${priority} ${ip} ${port} typ ${type}`];
  if (related) words.push(`raddr ${related.ip} rport ${related.port}`);
  if (tcpType) words.push(`tcptype ${tcpType}`);
  return words.join(" ");
}

/** RFC 8445 §5.1.2; `local` sets apart those of one type, the preferred highest, below 2^13. TCP comes behind UDP. */
export function priorityOf(
  type: Candidate["type"],
  protocol: Candidate["protocol"],
  local: number,
): number {
  const preference = protocol === "udp" ? PREFERENCE[type] : Math.max(0, PREFERENCE[type] - 27);
  const localPreference = protocol === "udp" ? 0xffff - local : (4 << 13) + 0x1fff - local;
  return preference * 2 ** 24 + localPreference * 256 + 255;
}

/** `host/udp/192.0.2.1/8189`, as the API shows it. */
export function describeCandidate({ type, protocol, ip, port }: Candidate): string {
  return `${type}/${protocol}/${ip}/${port}`;
}
