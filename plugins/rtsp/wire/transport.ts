import { Malformed } from "media/malformed.ts";

/** One alternative of a Transport header (RFC 2326 §12.39). */
export interface Transport {
  readonly profile: "AVP" | "SAVP";
  readonly lower: "tcp" | "udp" | "multicast";
  readonly interleaved?: readonly [number, number];
  readonly clientPort?: readonly [number, number];
  readonly mode: "play" | "record";
}

/** Reads every alternative of a Transport header in the client's order; those of unknown shape are left out. */
export function parseTransports(value: string): Transport[] | Malformed {
  const transports: Transport[] = [];
  for (const alternative of value.split(",")) {
    const [protocol, ...options] = alternative.split(";").map((part) => part.trim());
    const match = /^RTP\/(S?AVPF?)(?:\/(TCP|UDP))?$/i.exec(protocol);
    if (!match) continue;
    const parsed = withOptions(match[1].toUpperCase().startsWith("S"), match[2], options);
    if (parsed instanceof Malformed) return parsed;
    transports.push(parsed);
  }
  return value.trim() === "" ? new Malformed("empty Transport header") : transports;
}

function withOptions(
  secure: boolean,
  lower: string | undefined,
  options: readonly string[],
): Transport | Malformed {
  const find = (name: string) =>
    options.find((o) => o.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const interleaved = range(find("interleaved"), 255),
    clientPort = range(find("client_port"), 65535);
  if (interleaved instanceof Malformed) return interleaved;
  if (clientPort instanceof Malformed) return clientPort;
  const multicast = options.some((o) => o.toLowerCase() === "multicast");
  const mode = (find("mode") ?? "play").replaceAll('"', "").toLowerCase();
  return {
    profile: secure ? "SAVP" : "AVP",
    lower: lower?.toUpperCase() === "TCP" ? "tcp" : multicast ? "multicast" : "udp",
    ...interleaved && { interleaved },
    ...clientPort && { clientPort },
    mode: mode === "record" || mode === "receive" ? "record" : "play",
  };
}

/** `A-B` or `A`; two numbers up to `most`. */
function range(
  value: string | undefined,
  most: number,
): readonly [number, number] | undefined | Malformed {
  if (value === undefined) return undefined;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value);
  if (!match) return new Malformed(`invalid range '${value}' in Transport header`);
  const first = Number(match[1]), second = match[2] === undefined ? first + 1 : Number(match[2]);
  return Math.max(first, second) > most
    ? new Malformed(`invalid range '${value}' in Transport header`)
    : [first, second];
}
