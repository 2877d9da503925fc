import { formatTime, type SessionMetrics } from "core/mod.ts";
import { z } from "zod";
import type { Muxer } from "../muxer.ts";
import type { Session } from "./session.ts";

const count = z.int().min(0);
const time = z.iso.datetime({ offset: true });

/** A session as the API shows it. */
export function viewSession({ id, created, access, client, outboundBytes }: Session) {
  return {
    id,
    created: formatTime(created),
    remoteAddr: client.peer,
    path: access.name,
    query: access.query,
    user: access.user,
    userAgent: client.userAgent,
    isCDN: client.isCDN,
    outboundBytes,
  };
}

/** The same for the API's document. */
export const sessionSchema = z.strictObject({
  id: z.uuid(),
  created: time,
  remoteAddr: z.string(),
  path: z.string(),
  query: z.string(),
  user: z.string(),
  userAgent: z.string(),
  isCDN: z.boolean(),
  outboundBytes: count,
}).meta({ id: "HLSSession" });

/** How metrics show sessions. */
export const sessionMetrics: SessionMetrics<keyof ReturnType<typeof viewSession>> = {
  title: "HLS sessions",
  type: "hls_sessions",
  item: "hls_session",
  order: 10,
  labels: { id: "id", path: "path", remoteAddr: "remoteAddr" },
  numbers: { outbound_bytes: "outboundBytes" },
};

/** A muxer as the API shows it. Units are taken at once, so none is ever discarded. */
export function viewMuxer({ name, created, lastRequest, outboundBytes }: Muxer) {
  return {
    path: name,
    created: formatTime(created),
    lastRequest: formatTime(lastRequest),
    outboundBytes,
    outboundFramesDiscarded: 0,
    bytesSent: outboundBytes,
  };
}

/** The same for the API's document. */
export const muxerSchema = z.strictObject({
  path: z.string(),
  created: time,
  lastRequest: time,
  outboundBytes: count,
  outboundFramesDiscarded: count,
  bytesSent: count.meta({ deprecated: true }),
}).meta({ id: "HLSMuxer" });

/** How metrics show muxers. */
export const muxerMetrics: SessionMetrics<keyof ReturnType<typeof viewMuxer>> = {
  title: "HLS muxers",
  type: "hls_muxers",
  item: "hls_muxer",
  order: 11,
  labels: { name: "path" },
  numbers: {
    outbound_bytes: "outboundBytes",
    outbound_frames_discarded: "outboundFramesDiscarded",
  },
  older: { bytes_sent: "outboundBytes" },
};
