import type { SessionMetrics } from "core/mod.ts";
import type { viewConn, viewSession } from "./view.ts";

/** The places of connections and sessions, plain and secure, among the metrics of all protocols. */
const ORDER = { rtsp: 30, rtsps: 32 };

/** How metrics show connections. */
export function connMetrics(
  name: "rtsp" | "rtsps",
): SessionMetrics<keyof ReturnType<typeof viewConn>> {
  return {
    title: `${name.toUpperCase()} connections`,
    type: `${name}_conns`,
    item: `${name}_conn`,
    order: ORDER[name],
    labels: { id: "id" },
    numbers: { inbound_bytes: "inboundBytes", outbound_bytes: "outboundBytes" },
    older: { bytes_received: "inboundBytes", bytes_sent: "outboundBytes" },
  };
}

/** How metrics show sessions. */
export function sessionMetrics(
  name: "rtsp" | "rtsps",
): SessionMetrics<keyof ReturnType<typeof viewSession>> {
  return {
    title: `${name.toUpperCase()} sessions`,
    type: `${name}_sessions`,
    item: `${name}_session`,
    order: ORDER[name] + 1,
    labels: { id: "id", path: "path", remoteAddr: "remoteAddr", state: "state" },
    numbers: {
      inbound_bytes: "inboundBytes",
      inbound_rtp_packets: "inboundRTPPackets",
      inbound_rtp_packets_lost: "inboundRTPPacketsLost",
      inbound_rtp_packets_in_error: "inboundRTPPacketsInError",
      inbound_rtp_packets_jitter: "inboundRTPPacketsJitter",
      inbound_rtcp_packets: "inboundRTCPPackets",
      inbound_rtcp_packets_in_error: "inboundRTCPPacketsInError",
      outbound_bytes: "outboundBytes",
      outbound_rtp_packets: "outboundRTPPackets",
      outbound_rtp_packets_reported_lost: "outboundRTPPacketsReportedLost",
      outbound_rtp_packets_discarded: "outboundRTPPacketsDiscarded",
      outbound_rtcp_packets: "outboundRTCPPackets",
    },
    older: {
      bytes_received: "inboundBytes",
      bytes_sent: "outboundBytes",
      rtp_packets_received: "inboundRTPPackets",
      rtp_packets_sent: "outboundRTPPackets",
      rtp_packets_lost: "inboundRTPPacketsLost",
      rtp_packets_in_error: "inboundRTPPacketsInError",
      rtp_packets_jitter: "inboundRTPPacketsJitter",
      rtcp_packets_received: "inboundRTCPPackets",
      rtcp_packets_sent: "outboundRTCPPackets",
      rtcp_packets_in_error: "inboundRTCPPacketsInError",
    },
  };
}
