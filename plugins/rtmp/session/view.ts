import { clientShape, type SessionMetrics, viewClient } from "core/mod.ts";
import { z } from "zod";
import type { Conn } from "../conn.ts";

/** A connection as the API shows it. */
export function viewConn(conn: Conn) {
  const { inboundBytes } = conn, outboundBytes = conn.queue.written;
  return {
    ...viewClient(conn),
    inboundBytes,
    outboundBytes,
    outboundFramesDiscarded: conn.role?.discarded ?? 0,
    bytesReceived: inboundBytes,
    bytesSent: outboundBytes,
  };
}

const count = z.int().min(0);
const former = count.meta({ deprecated: true });

/** The same for the API's document. */
export const connSchema = z.strictObject({
  ...clientShape,
  inboundBytes: count,
  outboundBytes: count,
  outboundFramesDiscarded: count,
  bytesReceived: former,
  bytesSent: former,
}).meta({ id: "RTMPConn" });

/** The places of connections, plain and secure, among the metrics of all protocols. */
const ORDER = { rtmp: 40, rtmps: 41 };

/** How metrics show connections. */
export function connMetrics(
  name: "rtmp" | "rtmps",
): SessionMetrics<keyof ReturnType<typeof viewConn>> {
  return {
    title: `${name.toUpperCase()} connections`,
    type: `${name}_conns`,
    item: `${name}_conn`,
    order: ORDER[name],
    labels: { id: "id", path: "path", remoteAddr: "remoteAddr", state: "state" },
    numbers: {
      inbound_bytes: "inboundBytes",
      outbound_bytes: "outboundBytes",
      outbound_frames_discarded: "outboundFramesDiscarded",
    },
    older: { bytes_received: "inboundBytes", bytes_sent: "outboundBytes" },
  };
}
