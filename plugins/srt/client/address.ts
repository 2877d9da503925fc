import { Malformed } from "media/malformed.ts";
import { DEFAULTS, LEAST_MTU, type Options, UNLIMITED } from "../wire/options.ts";

/** A stream of another server. Times in microseconds. */
export interface Address {
  /** Name or IP address; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly streamId: string;
  /** Empty for none. */
  readonly passphrase: string;
  /** Bytes of the key. */
  readonly keyLength: number;
  /** It goes on without encryption where the server knows another passphrase, or none. */
  readonly tolerant: boolean;
  readonly connectTimeout: number;
  /** What the query says of the connection itself. */
  readonly options: Partial<Options>;
  /** Parameters that mean nothing here. */
  readonly unknown: readonly string[];
  /** What logs show: without the query, which may have secrets. */
  readonly url: string;
}

/** A path means nothing. A stream ID of the standard form begins with `#!::`, which is no fragment. */
const FORM =
  /^srt:\/\/(?:[^/?#]*@)?(?:\[([^\]/?#]+)\]|([^:/?#[\]\s]+)):(\d{1,5})(?:\/[^?#]*)?(?:\?((?:[^#]|#(?=!::))*))?(?:#.*)?$/i;

const DEFAULT_TIMEOUT = 3_000_000, DEFAULT_KEY = 16;
/** Bytes of the IP and UDP headers, and packets that there is room for at least. */
const HEADERS = 28, LEAST_PACKETS = 32;

/** What is accepted and changes nothing: the system or the other side decides, or it is about ways that are not ours. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  "mode",
  "pkt_size",
  "groupstabtimeo",
  "iptos",
  "ipttl",
  "mininputbw",
]);

/** The only values that are there of some. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  congestion: ["live"],
  transtype: ["live"],
  messageapi: ["1", "true", "yes", "on"],
  groupconnect: ["0", "false", "no", "off"],
  packetfilter: [""],
};

/** Takes an `srt://HOST:PORT?OPTIONS` URL apart; the options have the names of SRT sockets', times in milliseconds. */
export function parseAddress(text: string): Address | Malformed {
  const match = FORM.exec(text.trim()), port = Number(match?.[3]);
  if (!match || port === 0 || port > 65535) return new Malformed("not srt://HOST:PORT?OPTIONS");
  const [, ipv6, name, , query = ""] = match;
  const given = new Given(new URLSearchParams(query));
  const connection = optionsOf(given), keyLength = given.number("pbkeylen") || DEFAULT_KEY;
  if (![16, 24, 32].includes(keyLength)) given.wrong("pbkeylen", "0, 16, 24, 32");
  const passphrase = given.text("passphrase"), { length } = passphrase;
  if (length > 0 && (length < 10 || length > 79)) given.wrong("passphrase", "10 to 79 characters");
  const address = {
    hostname: ipv6 ?? name,
    port,
    streamId: given.text("streamid"),
    passphrase,
    keyLength,
    tolerant: given.boolean("enforcedencryption") === false,
    connectTimeout: given.time("conntimeo") ?? DEFAULT_TIMEOUT,
    options: connection,
    url: `srt://${ipv6 === undefined ? name : `[${ipv6}]`}:${port}`,
  };
  for (const [key, values] of Object.entries(ONLY)) {
    const value = given.text(key, values[0]);
    if (!values.includes(value)) given.wrong(key, values.join(", ") || "nothing");
  }
  return given.problem ?? { ...address, unknown: given.unknown };
}

function optionsOf(given: Given): Partial<Options> {
  const mtu = given.number("mss"), latency = given.time("latency");
  const packets = (name: string) => {
    const bytes = given.number(name);
    return bytes === undefined
      ? undefined
      : atLeast(LEAST_PACKETS, Math.floor(bytes / ((mtu ?? DEFAULTS.mtu) - HEADERS)));
  };
  return defined({
    receiveLatency: given.time("rcvlatency") ?? latency,
    peerLatency: given.time("peerlatency") ?? latency,
    mtu: mtu === undefined ? undefined : Math.min(DEFAULTS.mtu, Math.max(LEAST_MTU, mtu)),
    payloadSize: given.number("payloadsize") || undefined,
    flowWindow: atLeast(LEAST_PACKETS, given.number("fc")),
    sendBuffer: packets("sndbuf"),
    receiveBuffer: packets("rcvbuf"),
    maxBandwidth: bandwidth(given),
    idleTimeout: given.time("peeridletimeo"),
    timestampDelivery: given.boolean("tsbpdmode"),
    driftTracing: given.boolean("drifttracer"),
    tooLateDrop: given.boolean("tlpktdrop"),
    sendDropDelay: given.time("snddropdelay"),
    periodicNak: given.boolean("nakreport"),
    reorderTolerance: given.number("lossmaxttl"),
    refreshAfter: given.number("kmrefreshrate") || undefined,
    announceBefore: given.number("kmpreannounce") || undefined,
  });
}

function atLeast(least: number, value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.max(least, value);
}

/** Bytes a second: as said, or as the input needs with some percent for what is sent again. */
function bandwidth(given: Given): number | undefined {
  const most = given.signed("maxbw"), input = given.number("inputbw");
  const overhead = given.number("oheadbw") ?? 25;
  if (most !== undefined && most !== 0) return most < 0 ? UNLIMITED : most;
  return most === 0 && input ? input * (1 + overhead / 100) : undefined;
}

function defined<T extends object>(values: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>;
}

/** The parameters of a query, and the first thing that is wrong with them. */
class Given {
  problem: Malformed | undefined;
  readonly #asked = new Set<string>(WITHOUT_EFFECT);

  constructor(private readonly parameters: URLSearchParams) {}

  get unknown(): readonly string[] {
    return [...new Set(this.parameters.keys())].filter((name) => !this.#asked.has(name));
  }

  text(name: string, otherwise = ""): string {
    this.#asked.add(name);
    return this.parameters.get(name) ?? otherwise;
  }

  /** A whole number, 0 or greater. */
  number(name: string): number | undefined {
    return this.#number(name, /^\d{1,12}$/);
  }

  signed(name: string): number | undefined {
    return this.#number(name, /^-?\d{1,12}$/);
  }

  /** Microseconds of what is given in milliseconds. */
  time(name: string): number | undefined {
    const milliseconds = this.number(name);
    return milliseconds === undefined ? undefined : 1000 * milliseconds;
  }

  boolean(name: string): boolean | undefined {
    const value = this.text(name).toLowerCase();
    if (["1", "true", "yes", "on"].includes(value)) return true;
    if (["0", "false", "no", "off"].includes(value)) return false;
    if (value !== "") this.wrong(name, "1, 0, true, false, yes, no, on, off");
    return undefined;
  }

  /** Says what is allowed, not what was found: it may be a secret. */
  wrong(name: string, allowed: string): void {
    this.problem ??= new Malformed(`${name} cannot be that; allowed: ${allowed}`);
  }

  #number(name: string, form: RegExp): number | undefined {
    const value = this.text(name);
    if (value === "") return undefined;
    if (form.test(value)) return Number(value);
    this.wrong(name, "a whole number");
    return undefined;
  }
}
