/** What one session has received and sent. Bytes are those of RTP and RTCP packets, without what carries them. */
export interface Traffic {
  inboundBytes: number;
  inboundRTPPackets: number;
  inboundRTPPacketsLost: number;
  inboundRTPPacketsInError: number;
  /** Mean of the media, in ticks of their clocks. */
  inboundRTPPacketsJitter: number;
  inboundRTCPPackets: number;
  inboundRTCPPacketsInError: number;
  outboundBytes: number;
  outboundRTPPackets: number;
  /** By the client's receiver reports. */
  outboundRTPPacketsReportedLost: number;
  /** Because the queue was full. */
  outboundRTPPacketsDiscarded: number;
  outboundRTCPPackets: number;
}

export function noTraffic(): Traffic {
  return {
    inboundBytes: 0,
    inboundRTPPackets: 0,
    inboundRTPPacketsLost: 0,
    inboundRTPPacketsInError: 0,
    inboundRTPPacketsJitter: 0,
    inboundRTCPPackets: 0,
    inboundRTCPPacketsInError: 0,
    outboundBytes: 0,
    outboundRTPPackets: 0,
    outboundRTPPacketsReportedLost: 0,
    outboundRTPPacketsDiscarded: 0,
    outboundRTCPPackets: 0,
  };
}

/** One track on its way to one client. */
export interface Outlet {
  readonly sent: Sent;
  /** Sends nothing any more. */
  stop(): void;
}

/** What went to one client, or to many. */
export interface Sent {
  readonly packets: number;
  readonly reports: number;
  readonly bytes: number;
  readonly discarded: number;
}

/** Adds what was sent to a session's traffic. */
export function addSent(traffic: Traffic, sent: Sent): void {
  traffic.outboundBytes += sent.bytes;
  traffic.outboundRTPPackets += sent.packets;
  traffic.outboundRTCPPackets += sent.reports;
  traffic.outboundRTPPacketsDiscarded += sent.discarded;
}
