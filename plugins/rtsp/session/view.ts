import { formatTime, viewClient } from "core/mod.ts";
import type { Conn } from "../conn.ts";
import type { Session } from "./session.ts";
import { noTraffic } from "./traffic.ts";

/** A connection as the API shows it; `session` is the id of the one that is bound to it. */
export function viewConn(conn: Conn, session: Session | undefined) {
  const { id, created, peer, inboundBytes } = conn, outboundBytes = conn.queue.written;
  return {
    id,
    created: formatTime(created),
    remoteAddr: peer,
    session: session?.id ?? null,
    tunnel: conn.tunnel,
    inboundBytes,
    outboundBytes,
    bytesReceived: inboundBytes,
    bytesSent: outboundBytes,
  };
}

/** A session as the API shows it. */
export function viewSession(session: Session) {
  const { role, conn } = session, traffic = role?.traffic ?? noTraffic();
  return {
    ...viewClient(session),
    transport: role?.routes.name ?? null,
    profile: role?.routes.profile ?? null,
    conns: conn ? [conn.id] : [],
    ...traffic,
    bytesReceived: traffic.inboundBytes,
    bytesSent: traffic.outboundBytes,
    rtpPacketsReceived: traffic.inboundRTPPackets,
    rtpPacketsSent: traffic.outboundRTPPackets,
    rtpPacketsLost: traffic.inboundRTPPacketsLost,
    rtpPacketsInError: traffic.inboundRTPPacketsInError,
    rtpPacketsJitter: traffic.inboundRTPPacketsJitter,
    rtcpPacketsReceived: traffic.inboundRTCPPackets,
    rtcpPacketsSent: traffic.outboundRTCPPackets,
    rtcpPacketsInError: traffic.inboundRTCPPacketsInError,
  };
}
