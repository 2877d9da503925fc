import { clientShape, type SessionMetrics, viewClient } from "core/mod.ts";
import { z } from "zod";
import type { Conn } from "../conn.ts";
import type { Statistics } from "../wire/transfer/statistics.ts";

/** What is counted and measured, by the API's names and in the order that metrics have. */
const NAMES = [
  "packetsSent",
  "packetsReceived",
  "packetsSentUnique",
  "packetsReceivedUnique",
  "packetsSendLoss",
  "packetsReceivedLoss",
  "packetsRetrans",
  "packetsReceivedRetrans",
  "packetsSentACK",
  "packetsReceivedACK",
  "packetsSentNAK",
  "packetsReceivedNAK",
  "packetsSentKM",
  "packetsReceivedKM",
  "usSndDuration",
  "packetsReceivedBelated",
  "packetsSendDrop",
  "packetsReceivedDrop",
  "packetsReceivedUndecrypt",
  "bytesSent",
  "bytesReceived",
  "bytesSentUnique",
  "bytesReceivedUnique",
  "bytesReceivedLoss",
  "bytesRetrans",
  "bytesReceivedRetrans",
  "bytesReceivedBelated",
  "bytesSendDrop",
  "bytesReceivedDrop",
  "bytesReceivedUndecrypt",
  "usPacketsSendPeriod",
  "packetsFlowWindow",
  "packetsFlightSize",
  "msRTT",
  "mbpsSendRate",
  "mbpsReceiveRate",
  "mbpsLinkCapacity",
  "bytesAvailSendBuf",
  "bytesAvailReceiveBuf",
  "mbpsMaxBW",
  "byteMSS",
  "packetsSendBuf",
  "bytesSendBuf",
  "msSendBuf",
  "msSendTsbPdDelay",
  "packetsReceiveBuf",
  "bytesReceiveBuf",
  "msReceiveBuf",
  "msReceiveTsbPdDelay",
  "packetsReorderTolerance",
  "packetsReceivedAvgBelatedTime",
  "packetsSendLossRate",
  "packetsReceivedLossRate",
] as const satisfies readonly (keyof Statistics)[];
type Name = typeof NAMES[number];

/** Those that are no whole numbers. */
const FRACTIONS: ReadonlySet<Name> = new Set<Name>([
  "usPacketsSendPeriod",
  "msRTT",
  "mbpsSendRate",
  "mbpsReceiveRate",
  "mbpsLinkCapacity",
  "mbpsMaxBW",
  "packetsSendLossRate",
  "packetsReceivedLossRate",
]);

/** What is shown of a connection that nobody has let in yet. */
const NOTHING = byName(() => 0);

/** A connection as the API shows it. */
export function viewConn(conn: Conn) {
  const { userAgent: _, ...client } = viewClient(conn), { statistics = NOTHING } = conn;
  return {
    ...client,
    ...byName((name) => statistics[name]),
    outboundFramesDiscarded: conn.role?.discarded ?? 0,
  };
}

const { userAgent: _, ...shape } = clientShape;
/** The same for the API's document. */
export const connSchema = z.strictObject({
  ...shape,
  ...byName((name) => FRACTIONS.has(name) ? z.number() : z.int().min(0)),
  outboundFramesDiscarded: z.int().min(0),
}).meta({ id: "SRTConn" });

function byName<T>(valueOf: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(NAMES.map((name) => [name, valueOf(name)])) as Record<Name, T>;
}

/** `packetsSentACK` is `packets_sent_ack` in metrics. */
function metricName(name: string): string {
  const words = name.replace("byteMSS", "bytesMSS").match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g)!;
  return words.join("_").toLowerCase();
}

/** How metrics show connections. */
export const connMetrics: SessionMetrics<keyof ReturnType<typeof viewConn>> = {
  title: "SRT connections",
  type: "srt_conns",
  item: "srt_conn",
  order: 50,
  labels: { id: "id", path: "path", remoteAddr: "remoteAddr", state: "state" },
  numbers: Object.fromEntries(
    ([...NAMES, "outboundFramesDiscarded"] as const).map((name) => [metricName(name), name]),
  ),
};
