import {
  address,
  bool,
  canonicalNetwork,
  type Configuration,
  deprecated,
  encryptionMode,
  intWithin,
  ipNetwork,
  isHashed,
  listOf,
  ofKind,
  oneOf,
  parameter,
  PORTS,
  type Report,
  requireAddresses,
  setOf,
  text,
  uint,
} from "core/mod.ts";
import { z } from "zod";

const transports = setOf(["udp", "multicast", "tcp"]);
const authMethods = listOf(oneOf(["basic", "digest"]));
const port = intWithin(PORTS.least, PORTS.most);

const range = ofKind(
  z.string().refine((range) =>
    range === "" || (range.includes("/") && canonicalNetwork(range) !== undefined)
  ),
  { name: "string", allowed: "a network in CIDR, such as 224.1.0.0/16" },
);

/** Sessions share the UDP sockets, so new ones end them. */
function udpAddress(defaultAddress: string, what: string) {
  const doc = `Where ${what} is exchanged (UDP).`;
  return parameter(address, { default: defaultAddress, effect: "sessions", doc });
}

function multicastPort(defaultPort: number, what: string) {
  const doc = `The port that ${what} is sent to with multicast (UDP).`;
  return parameter(port, { default: defaultPort, effect: "sessions", doc });
}

function file(name: string, what: string) {
  const doc = `The file with the ${what} for RTSPS (PEM); read again when it changes.`;
  return parameter(text, { default: name, effect: "listener", doc });
}

export const global = {
  rtsp: parameter(bool, {
    default: true,
    effect: "sessions",
    doc: "Lets clients publish and read over RTSP.",
  }),
  rtspDisable: deprecated(bool, {
    use: "rtsp",
    convert: (disabled, draft) => draft.set("rtsp", !disabled),
  }),
  protocols: deprecated(transports, { use: "rtspTransports" }),
  rtspTransports: parameter(transports, {
    default: ["multicast", "tcp", "udp"],
    effect: "sessions",
    doc:
      "How media may travel: udp (least delay), multicast (one packet for all readers of a network), tcp " +
      "(gets through nearly everything).",
  }),
  encryption: deprecated(encryptionMode, { use: "rtspEncryption" }),
  rtspEncryption: parameter(encryptionMode, {
    default: "no",
    effect: "sessions",
    doc: "no: plain RTSP; optional: RTSP and RTSPS side by side; strict: RTSPS only.",
  }),
  rtspAddress: parameter(address, {
    default: ":8554",
    effect: "listener",
    doc: "Where to listen for RTSP (TCP).",
  }),
  rtspsAddress: parameter(address, {
    default: ":8322",
    effect: "listener",
    doc: "Where to listen for RTSPS (TCP).",
  }),
  rtpAddress: udpAddress(":8000", "RTP, with an even port,"),
  rtcpAddress: udpAddress(":8001", "RTCP, with the port after that of rtpAddress,"),
  multicastIPRange: parameter(range, {
    default: "224.1.0.0/16",
    effect: "sessions",
    doc: "The network that multicast addresses are taken from.",
  }),
  multicastRTPPort: multicastPort(8002, "RTP"),
  multicastRTCPPort: multicastPort(8003, "RTCP"),
  srtpAddress: udpAddress(":8004", "encrypted RTP, with an even port,"),
  srtcpAddress: udpAddress(":8005", "encrypted RTCP, with the port after that of srtpAddress,"),
  multicastSRTPPort: multicastPort(8006, "encrypted RTP"),
  multicastSRTCPPort: multicastPort(8007, "encrypted RTCP"),
  serverKey: deprecated(text, { use: "rtspServerKey" }),
  serverCert: deprecated(text, { use: "rtspServerCert" }),
  rtspServerKey: file("server.key", "private key"),
  rtspServerCert: file("server.crt", "certificate"),
  authMethods: deprecated(authMethods, { use: "rtspAuthMethods" }),
  rtspAuthMethods: parameter(authMethods, {
    default: ["basic"],
    effect: "live",
    doc:
      "How clients may prove who they are: basic, or digest, which hides the password but works only with " +
      "authMethod internal and with users that are not hashed.",
  }),
  rtspTrustedProxies: parameter(listOf(ipNetwork), {
    default: [],
    effect: "listener",
    doc:
      "The proxies that may say on whose behalf they connect (PROXY protocol): addresses or networks.",
  }),
  rtspUDPReadBufferSize: parameter(uint.nullable(), {
    default: null,
    effect: "sessions",
    doc:
      "The system's receive buffer of RTSP's UDP sockets in bytes, in place of udpReadBufferSize.",
    outdated: "",
  }),
};

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (!global.rtsp) return;
  const { rtspEncryption, rtspTransports } = global;
  const udp = rtspTransports.includes("udp");
  const multicast = rtspTransports.includes("multicast");
  const require = (needs: string, ...keys: string[]) =>
    requireAddresses(global, needs, keys, report);
  if (multicast) require("multicast in rtspTransports", "multicastIPRange");
  if (rtspEncryption !== "strict") {
    require("rtsp", "rtspAddress");
    if (udp) checkPair("rtpAddress", "rtcpAddress", global, report);
    if (multicast) require("multicast", "multicastRTPPort", "multicastRTCPPort");
  }
  if (rtspEncryption !== "no") {
    require(`rtspEncryption ${rtspEncryption}`, "rtspsAddress");
    if (udp) checkPair("srtpAddress", "srtcpAddress", global, report);
    if (multicast) require("multicast", "multicastSRTPPort", "multicastSRTCPPort");
  }
  checkAuthMethods(global, report);
}

type Global = Configuration["global"];
type UdpAddress = "rtpAddress" | "rtcpAddress" | "srtpAddress" | "srtcpAddress";

/** RTP uses an even port and RTCP the next one (RFC 3550 §11). */
function checkPair(rtp: UdpAddress, rtcp: UdpAddress, global: Global, report: Report): void {
  requireAddresses(global, "udp in rtspTransports", [rtp, rtcp], report);
  if (global[rtp] === "" || global[rtcp] === "") return;
  const [even, next] = [rtp, rtcp].map((key) => Number(global[key].replace(/^.*:/, "")));
  if (even % 2 !== 0) report(rtp, `its port must be even; ${even} is not`);
  else if (next !== even + 1) report(rtcp, `its port must be ${even + 1}, the one after ${rtp}'s`);
}

function checkAuthMethods(global: Global, report: Report): void {
  const { rtspAuthMethods, authMethod, authInternalUsers } = global;
  if (rtspAuthMethods.length === 0) report("rtspAuthMethods", "it must hold basic, digest or both");
  if (!rtspAuthMethods.includes("digest")) return;
  if (authMethod !== "internal") {
    report(
      "rtspAuthMethods",
      `digest is possible with authMethod internal only, not ${authMethod}`,
    );
  } else if (authInternalUsers.some(({ user, pass }) => isHashed(user) || isHashed(pass))) {
    report("rtspAuthMethods", "digest is not possible with hashed users or passwords");
  }
}
