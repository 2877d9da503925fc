/** What the Session header of an answer says (RFC 2326 §12.37). */
export interface SessionHeader {
  readonly id: string;
  /** Seconds; absent where the server named none that can be meant. */
  readonly timeout?: number;
}

/** Reads a Session header: `ID;timeout=60`, blanks and capitals anywhere; undefined where there is no id. */
export function parseSession(value: string | undefined): SessionHeader | undefined {
  const [id, ...options] = (value ?? "").split(";").map((part) => part.trim());
  if (id === "") return undefined;
  const given = options.map((option) => /^timeout\s*=\s*"?(\d{1,6})/i.exec(option)?.[1]);
  const timeout = Number(given.find((seconds) => seconds !== undefined) ?? 0);
  return { id, ...timeout > 0 && { timeout } };
}

/** A pair of ports or channels: RTP, RTCP. */
export type Pair = readonly [number, number];

/** What a server makes of the transport it was asked for. What it did not say, or not so that it can be read, is absent. */
export interface TransportAnswer {
  readonly lower?: "tcp" | "udp" | "multicast";
  readonly interleaved?: Pair;
  /** Ports of the server. */
  readonly serverPort?: Pair;
  /** Ports of the group, with multicast. */
  readonly port?: Pair;
  readonly destination?: string;
  /** Address that media come from. */
  readonly source?: string;
}

/** Reads the Transport header of an answer (RFC 2326 §12.39) as cameras really write it. Never fails. */
export function parseTransportAnswer(value: string | undefined): TransportAnswer {
  const [protocol, ...options] = (value ?? "").split(",")[0].split(";").map((part) => part.trim());
  const find = (name: string) => {
    const option = options.find((text) => new RegExp(`^${name}\\s*=`, "i").test(text));
    return option?.slice(option.indexOf("=") + 1).trim().replaceAll('"', "") || undefined;
  };
  const interleaved = pair(find("interleaved"), 255);
  const multicast = options.some((option) => option.toLowerCase() === "multicast");
  const lower = interleaved || /\/TCP$/i.test(protocol) ? "tcp" : multicast ? "multicast" : "udp";
  const [serverPort, port] = [pair(find("server_port"), 65535), pair(find("port"), 65535)];
  const destination = find("destination"), source = find("source");
  return {
    ...protocol !== "" && { lower },
    ...interleaved && { interleaved },
    ...serverPort && { serverPort },
    ...port && { port },
    ...destination !== undefined && { destination },
    ...source !== undefined && { source },
  };
}

/** `A-B` or `A`, which means A and the next; undefined for anything else, and for ports of 0. */
function pair(value: string | undefined, most: number): Pair | undefined {
  const match = /^(\d{1,5})\s*(?:-\s*(\d{1,5}))?$/.exec(value ?? "");
  if (!match) return undefined;
  const first = Number(match[1]), second = match[2] === undefined ? first + 1 : Number(match[2]);
  if (first > most || second > most) return undefined;
  return most === 65535 && first === 0 ? undefined : [first, second];
}
