import { clientShape } from "core/mod.ts";
import { z } from "zod";

const count = z.int().min(0);
const former = count.meta({ deprecated: true });

/** A connection as the API shows it. */
export const connSchema = z.strictObject({
  id: clientShape.id,
  created: clientShape.created,
  remoteAddr: clientShape.remoteAddr,
  session: z.uuid().nullable(),
  tunnel: z.enum(["none", "http", "websocket"]),
  inboundBytes: count,
  outboundBytes: count,
  bytesReceived: former,
  bytesSent: former,
}).meta({ id: "RTSPConn" });

/** A session as the API shows it. */
export const sessionSchema = z.strictObject({
  ...clientShape,
  transport: z.enum(["UDP", "UDP-multicast", "TCP"]).nullable(),
  profile: z.enum(["AVP", "SAVP"]).nullable(),
  conns: z.array(z.uuid()),
  inboundBytes: count,
  inboundRTPPackets: count,
  inboundRTPPacketsLost: count,
  inboundRTPPacketsInError: count,
  inboundRTPPacketsJitter: z.number(),
  inboundRTCPPackets: count,
  inboundRTCPPacketsInError: count,
  outboundBytes: count,
  outboundRTPPackets: count,
  outboundRTPPacketsReportedLost: count,
  outboundRTPPacketsDiscarded: count,
  outboundRTCPPackets: count,
  bytesReceived: former,
  bytesSent: former,
  rtpPacketsReceived: former,
  rtpPacketsSent: former,
  rtpPacketsLost: former,
  rtpPacketsInError: former,
  rtpPacketsJitter: z.number().meta({ deprecated: true }),
  rtcpPacketsReceived: former,
  rtcpPacketsSent: former,
  rtcpPacketsInError: former,
}).meta({ id: "RTSPSession" });
