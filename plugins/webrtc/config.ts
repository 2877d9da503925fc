import {
  address,
  bool,
  type Configuration,
  deprecated,
  duration,
  type FieldValues,
  type GlobalParameters,
  httpParameters,
  listOf,
  parameter,
  type Report,
  requireAddresses,
  type Scheme,
  SECOND,
  secret,
  struct,
  text,
  type Values,
} from "core/mod.ts";
import { z } from "zod";

export const title = "WebRTC";

const iceServer = struct({
  url: text,
  username: text.default(""),
  password: secret(z.string().default("")),
  clientOnly: bool.default(false),
});

export type ICEServer = z.output<typeof iceServer>;

const gatherTimeout = {
  default: 5 * SECOND,
  doc: "How long to look for ways to reach the peer (STUN).",
};
const handshakeTimeout = { default: 10 * SECOND, doc: "How long connecting to the peer may take." };
const trackTimeout = {
  default: 2 * SECOND,
  doc: "How long to wait for the tracks that the peer has announced.",
};

export const global = {
  webrtc: parameter(bool, {
    default: true,
    effect: "sessions",
    doc: "Lets clients, browsers above all, publish and read with WebRTC (WHIP and WHEP).",
  }),
  webrtcDisable: deprecated(bool, {
    use: "webrtc",
    convert: (disabled, draft) => draft.set("webrtc", !disabled),
  }),
  ...httpParameters("webrtc", ":8889", "WHIP, WHEP and their pages"),
  webrtcLocalUDPAddress: parameter(address, {
    default: ":8189",
    effect: "sessions",
    doc: "Where media are exchanged over UDP; empty for not at all.",
  }),
  webrtcLocalTCPAddress: parameter(address, {
    default: "",
    effect: "sessions",
    doc:
      "Where media are exchanged over TCP, which gets through more firewalls; empty for not at all.",
  }),
  webrtcIPsFromInterfaces: parameter(bool, {
    default: true,
    effect: "live",
    doc: "Tells clients the addresses of this machine's network interfaces.",
  }),
  webrtcIPsFromInterfacesList: parameter(listOf(text), {
    default: [],
    effect: "live",
    doc: "The interfaces whose addresses are told; empty for all.",
  }),
  webrtcAdditionalHosts: parameter(listOf(text), {
    default: [],
    effect: "live",
    doc: "Addresses or host names that clients are told in addition, such as the public one.",
  }),
  webrtcICEServers2: parameter(listOf(iceServer), {
    default: [],
    effect: "live",
    doc:
      "STUN and TURN servers. url: stun:HOST:PORT, turn:HOST:PORT or turns:HOST:PORT; username and password: " +
      "for TURN (username AUTH_SECRET: password is a shared secret that short-lived ones are made from); " +
      "clientOnly: only clients use it.",
  }),
  webrtcSTUNGatherTimeout: parameter(duration, { ...gatherTimeout, effect: "live" }),
  webrtcHandshakeTimeout: parameter(duration, { ...handshakeTimeout, effect: "live" }),
  webrtcTrackGatherTimeout: parameter(duration, { ...trackTimeout, effect: "live" }),
  webrtcICEUDPMuxAddress: deprecated(address, { use: "webrtcLocalUDPAddress" }),
  webrtcICETCPMuxAddress: deprecated(address, { use: "webrtcLocalTCPAddress" }),
  webrtcICEHostNAT1To1IPs: deprecated(listOf(text), { use: "webrtcAdditionalHosts" }),
  webrtcICEServers: deprecated(listOf(text), {
    use: "webrtcICEServers2",
    secret: true,
    convert(servers, draft) {
      const present = draft.get("webrtcICEServers2") as ICEServer[];
      draft.set("webrtcICEServers2", [...present, ...servers.map(formerICEServer)]);
    },
  }),
};

/** `scheme:user:password:host:port`, or a URL as it is. */
function formerICEServer(server: string): ICEServer {
  const [scheme, username, password, host, port, ...more] = server.split(":");
  return port === undefined || more.length > 0
    ? { url: server, username: "", password: "", clientOnly: false }
    : { url: `${scheme}:${host}:${port}`, username, password, clientOnly: false };
}

export const path = {
  whepBearerToken: parameter(text, {
    default: "",
    effect: "path",
    secret: true,
    doc: "The bearer token that a source whep:// or wheps:// asks for.",
  }),
  whepSTUNGatherTimeout: parameter(duration, { ...gatherTimeout, effect: "path" }),
  whepHandshakeTimeout: parameter(duration, { ...handshakeTimeout, effect: "path" }),
  whepTrackGatherTimeout: parameter(duration, { ...trackTimeout, effect: "path" }),
};

export const sources: readonly Scheme[] = [{ scheme: "whep" }, { scheme: "wheps" }];
export const forwards: readonly Scheme[] = [{ scheme: "whip" }, { scheme: "whips" }];
export const forwardFields = { whipBearerToken: secret(z.string().default("")) };

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  global.webrtcICEServers2.forEach(({ url }, i) => {
    if (!/^(?:stun|turns?):\S+$/.test(url)) {
      const place = ["webrtcICEServers2", i, "url"];
      report(place, `found '${url}'; allowed: stun:HOST:PORT, turn:HOST:PORT, turns:HOST:PORT`);
    }
  });
  if (!global.webrtc) return;
  requireAddresses(global, "webrtc", ["webrtcAddress"], report);
  const listens = global.webrtcLocalUDPAddress !== "" || global.webrtcLocalTCPAddress !== "";
  if (!listens && global.webrtcICEServers2.length === 0) {
    const others = "webrtcLocalTCPAddress or an entry of webrtcICEServers2";
    report("webrtcLocalUDPAddress", `webrtc needs it, or ${others}`);
  }
  const told = global.webrtcIPsFromInterfaces || global.webrtcAdditionalHosts.length > 0;
  if (listens && !told) {
    report("webrtcIPsFromInterfaces", "it must be true where webrtcAdditionalHosts is empty");
  }
}

/** Core's parameters that it needs. */
export const READS = [
  "dumpPackets",
  "udpReadBufferSize",
  "writeQueueSize",
] as const satisfies readonly (keyof GlobalParameters)[];

/** The parameters that WebRTC sees. */
export type WebrtcConfig = Values<typeof global> & Pick<GlobalParameters, typeof READS[number]>;

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
  interface PathParameters extends Values<typeof path> {}
  interface ForwardDestination extends FieldValues<typeof forwardFields> {}
}
