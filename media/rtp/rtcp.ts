import { Malformed } from "media/malformed.ts";
import type { NtpTime } from "./ntp.ts";

/** What a receiver saw of one source (RFC 3550 §6.4.1). */
export interface ReportBlock {
  readonly ssrc: number;
  /** Lost since the previous report, in 1/256 of what was expected. */
  readonly fractionLost: number;
  /** Lost in all, signed 24 bits. */
  readonly lost: number;
  /** Highest sequence number received, extended by its cycles. */
  readonly highestSequence: number;
  /** Interarrival jitter in ticks. */
  readonly jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report; 0 without one. */
  readonly lastReport: number;
  /** Since that sender report, in 1/65536 s. */
  readonly delay: number;
}

export interface SenderReport {
  readonly kind: "SR";
  readonly ssrc: number;
  readonly ntp: NtpTime;
  /** RTP timestamp of the same instant. */
  readonly timestamp: number;
  readonly packets: number;
  /** Bytes of payload, without headers and padding. */
  readonly octets: number;
  readonly reports: readonly ReportBlock[];
}

export interface ReceiverReport {
  readonly kind: "RR";
  readonly ssrc: number;
  readonly reports: readonly ReportBlock[];
}

export interface SourceDescription {
  readonly kind: "SDES";
  /** `cname` is empty where the source gave none; other items are skipped. */
  readonly sources: readonly { readonly ssrc: number; readonly cname: string }[];
}

export interface Goodbye {
  readonly kind: "BYE";
  readonly sources: readonly number[];
  readonly reason: string;
}

/** A packet of another type: feedback, APP, XR. */
export interface OtherReport {
  readonly kind: "other";
  readonly packetType: number;
  /** The five bits beside the version. */
  readonly count: number;
  /** What follows the four common bytes. */
  readonly body: Uint8Array;
}

export type RtcpPacket =
  | SenderReport
  | ReceiverReport
  | SourceDescription
  | Goodbye
  | OtherReport;

/**
 * Reads a compound packet (RFC 3550 §6.1), in any order and also reduced to one packet. Damage behind a readable
 * packet is ignored; damage in the first is Malformed.
 */
export function parseRtcp(bytes: Uint8Array): RtcpPacket[] | Malformed {
  const packets: RtcpPacket[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at + 4 <= bytes.length && bytes[at] >> 6 === 2) {
    const next = at + 4 + 4 * view.getUint16(at + 2);
    if (next > bytes.length) break;
    const padding = bytes[at] & 0x20 ? bytes[next - 1] : 0;
    const packet = parseOne(bytes, view, at, next - padding);
    if (!packet) break;
    packets.push(packet);
    at = next;
  }
  return packets.length > 0 ? packets : new Malformed("RTCP: no readable packet");
}

function parseOne(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): RtcpPacket | undefined {
  const count = bytes[at] & 0x1f, packetType = bytes[at + 1], body = at + 4;
  if (end < body) return undefined;
  switch (packetType) {
    case 200:
      return parseSenderReport(view, body, end, count);
    case 201:
      if (body + 4 > end) return undefined;
      return {
        kind: "RR",
        ssrc: view.getUint32(body),
        reports: blocks(view, body + 4, end, count),
      };
    case 202:
      return { kind: "SDES", sources: parseSources(bytes, view, body, end, count) };
    case 203:
      return parseGoodbye(bytes, view, body, end, count);
    default:
      return { kind: "other", packetType, count, body: bytes.subarray(body, end) };
  }
}

function parseSenderReport(view: DataView, at: number, end: number, count: number) {
  if (at + 24 > end) return undefined;
  return {
    kind: "SR",
    ssrc: view.getUint32(at),
    ntp: { seconds: view.getUint32(at + 4), fraction: view.getUint32(at + 8) },
    timestamp: view.getUint32(at + 12),
    packets: view.getUint32(at + 16),
    octets: view.getUint32(at + 20),
    reports: blocks(view, at + 24, end, count),
  } satisfies SenderReport;
}

function blocks(view: DataView, at: number, end: number, count: number): ReportBlock[] {
  const reports: ReportBlock[] = [];
  for (; count > 0 && at + 24 <= end; count--, at += 24) {
    reports.push({
      ssrc: view.getUint32(at),
      fractionLost: view.getUint8(at + 4),
      lost: view.getInt32(at + 4) << 8 >> 8,
      highestSequence: view.getUint32(at + 8),
      jitter: view.getUint32(at + 12),
      lastReport: view.getUint32(at + 16),
      delay: view.getUint32(at + 20),
    });
  }
  return reports;
}

function parseSources(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  count: number,
): { ssrc: number; cname: string }[] {
  const sources: { ssrc: number; cname: string }[] = [];
  for (; count > 0 && at + 4 <= end; count--) {
    const source = { ssrc: view.getUint32(at), cname: "" };
    at += 4;
    while (at + 2 <= end && bytes[at] !== 0) {
      const length = bytes[at + 1];
      if (bytes[at] === 1) source.cname = text(bytes, at + 2, Math.min(at + 2 + length, end));
      at += 2 + length;
    }
    // At least one null byte ends a chunk, then zeros up to the next multiple of four.
    at += 4 - (at & 3);
    sources.push(source);
  }
  return sources;
}

function parseGoodbye(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  count: number,
): Goodbye {
  const sources: number[] = [];
  for (; count > 0 && at + 4 <= end; count--, at += 4) sources.push(view.getUint32(at));
  const reason = at < end ? text(bytes, at + 1, Math.min(at + 1 + bytes[at], end)) : "";
  return { kind: "BYE", sources, reason };
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
