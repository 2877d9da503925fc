import { clientShape, type SessionMetrics, viewClient } from "core/mod.ts";
import { z } from "zod";
import type { Conn } from "../conn.ts";
import type { Statistics } from "../wire/transfer/statistics.ts";

/** By the API's names, and those of metrics where they differ from them in more than their form. */
const INTEGERS = [
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
  "packetsFlowWindow",
  "packetsFlightSize",
  "bytesAvailSendBuf",
  "bytesAvailReceiveBuf",
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
] as const satisfies readonly (keyof Statistics)[];
const FRACTIONS = [
  "usPacketsSendPeriod",
  "msRTT",
  "mbpsSendRate",
  "mbpsReceiveRate",
  "mbpsLinkCapacity",
  "mbpsMaxBW",
  "packetsSendLossRate",
  "packetsReceivedLossRate",
] as const satisfies readonly (keyof Statistics)[];

type Name = typeof INTEGERS[number] | typeof FRACTIONS[number];

/** What is shown of a connection that nobody has let in yet. */
const NOTHING = Object.fromEntries([...INTEGERS, ...FRACTIONS].map((name) => [name, 0])) as Record<
  Name,
  number
>;

/** A connection as the API shows it. */
export function viewConn(conn: Conn) {
  const { userAgent: _, ...client } = viewClient(conn), { statistics = NOTHING } = conn;
  return {
    ...client,
    ...statistics as Record<Name, number>,
    outboundFramesDiscarded: conn.role?.discarded ?? 0,
  };
}

const { userAgent: _, ...shape } = clientShape;
const shapes = <N extends string, T extends z.ZodType>(names: readonly N[], type: T) =>
  Object.fromEntries(names.map((name) => [name, type])) as Record<N, T>;

/** The same for the API's document. */
export const connSchema = z.strictObject({
  ...shape,
  ...shapes(INTEGERS, z.int().min(0)),
  ...shapes(FRACTIONS, z.number()),
  outboundFramesDiscarded: z.int().min(0),
}).meta({ id: "SRTConn" });

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
    ([...INTEGERS, ...FRACTIONS, "outboundFramesDiscarded"] as const).map((name) => [
      metricName(name),
      name,
    ]),
  ),
};
