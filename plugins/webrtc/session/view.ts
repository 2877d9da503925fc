import { clientShape, type SessionMetrics, viewClient } from "core/mod.ts";
import { z } from "zod";
import { NO_TRAFFIC } from "../peer/peer.ts";
import type { Session } from "./session.ts";

/** A session as the API shows it. */
export function viewSession(session: Session) {
  const { role, access, peerConnection, ways, client } = session;
  const traffic = { ...NO_TRAFFIC, ...peerConnection?.traffic };
  const lost = role?.inboundLost ?? 0, jitter = role?.inboundJitter ?? 0;
  return {
    ...viewClient({
      id: session.id,
      created: session.created,
      ...client,
      role: { state: access.action, access },
    }),
    state: access.action,
    peerConnectionEstablished: peerConnection?.connected ?? false,
    localCandidate: ways.local,
    remoteCandidate: ways.remote,
    ...traffic,
    inboundRTPPacketsLost: lost,
    inboundRTPPacketsJitter: jitter,
    outboundFramesDiscarded: role?.discarded ?? 0,
    bytesReceived: traffic.inboundBytes,
    bytesSent: traffic.outboundBytes,
    rtpPacketsReceived: traffic.inboundRTPPackets,
    rtpPacketsSent: traffic.outboundRTPPackets,
    rtpPacketsLost: lost,
    rtpPacketsJitter: jitter,
    rtcpPacketsReceived: traffic.inboundRTCPPackets,
    rtcpPacketsSent: traffic.outboundRTCPPackets,
  };
}

const count = z.int().min(0);
const former = count.meta({ deprecated: true });

/** The same for the API's document. */
export const sessionSchema = z.strictObject({
  ...clientShape,
  state: z.enum(["read", "publish"]),
  peerConnectionEstablished: z.boolean(),
  localCandidate: z.string(),
  remoteCandidate: z.string(),
  inboundBytes: count,
  inboundRTPPackets: count,
  inboundRTPPacketsLost: count,
  inboundRTPPacketsJitter: z.number(),
  inboundRTCPPackets: count,
  outboundBytes: count,
  outboundRTPPackets: count,
  outboundRTCPPackets: count,
  outboundFramesDiscarded: count,
  bytesReceived: former,
  bytesSent: former,
  rtpPacketsReceived: former,
  rtpPacketsSent: former,
  rtpPacketsLost: former,
  rtpPacketsJitter: z.number().meta({ deprecated: true }),
  rtcpPacketsReceived: former,
  rtcpPacketsSent: former,
}).meta({ id: "WebRTCSession" });

/** How metrics show sessions. */
export const sessionMetrics: SessionMetrics<keyof ReturnType<typeof viewSession>> = {
  title: "WebRTC sessions",
  type: "webrtc_sessions",
  item: "webrtc_session",
  order: 60,
  labels: { id: "id", path: "path", remoteAddr: "remoteAddr", state: "state" },
  numbers: {
    inbound_bytes: "inboundBytes",
    inbound_rtp_packets: "inboundRTPPackets",
    inbound_rtp_packets_lost: "inboundRTPPacketsLost",
    inbound_rtp_packets_jitter: "inboundRTPPacketsJitter",
    inbound_rtcp_packets: "inboundRTCPPackets",
    outbound_bytes: "outboundBytes",
    outbound_rtp_packets: "outboundRTPPackets",
    outbound_rtcp_packets: "outboundRTCPPackets",
    outbound_frames_discarded: "outboundFramesDiscarded",
  },
  older: {
    bytes_received: "inboundBytes",
    bytes_sent: "outboundBytes",
    rtp_packets_received: "inboundRTPPackets",
    rtp_packets_sent: "outboundRTPPackets",
    rtp_packets_lost: "inboundRTPPacketsLost",
    rtp_packets_jitter: "inboundRTPPacketsJitter",
    rtcp_packets_received: "inboundRTCPPackets",
    rtcp_packets_sent: "outboundRTCPPackets",
  },
};
