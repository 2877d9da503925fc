import type { Goodbye, ReportBlock, RtcpPacket, SenderReport, SourceDescription } from "./rtcp.ts";

const encoder = new TextEncoder();

/** Writes a compound packet (RFC 3550 §6.1). At most 31 reports or sources a packet, texts of at most 255 bytes. */
export function writeRtcp(packets: readonly RtcpPacket[]): Uint8Array<ArrayBuffer> {
  const parts = packets.map(writeOne);
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function writeOne(packet: RtcpPacket): Uint8Array {
  switch (packet.kind) {
    case "SR":
      return writeSenderReport(packet);
    case "RR": {
      const { bytes, view } = frame(201, packet.reports.length, 4 + 24 * packet.reports.length);
      view.setUint32(4, packet.ssrc);
      writeBlocks(view, 8, packet.reports);
      return bytes;
    }
    case "SDES":
      return writeSources(packet);
    case "BYE":
      return writeGoodbye(packet);
    case "other": {
      const { bytes } = frame(packet.packetType, packet.count, packet.body.length);
      bytes.set(packet.body, 4);
      return bytes;
    }
  }
}

/** A packet with its common header; the body is rounded up to a whole number of words. */
function frame(packetType: number, count: number, body: number) {
  const words = Math.ceil(body / 4);
  const bytes = new Uint8Array(4 + 4 * words);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x80 | count & 0x1f;
  bytes[1] = packetType;
  view.setUint16(2, words);
  return { bytes, view };
}

function writeSenderReport(report: SenderReport): Uint8Array {
  const { bytes, view } = frame(200, report.reports.length, 24 + 24 * report.reports.length);
  view.setUint32(4, report.ssrc);
  view.setUint32(8, report.ntp.seconds);
  view.setUint32(12, report.ntp.fraction);
  view.setUint32(16, report.timestamp);
  view.setUint32(20, report.packets);
  view.setUint32(24, report.octets);
  writeBlocks(view, 28, report.reports);
  return bytes;
}

function writeBlocks(view: DataView, at: number, reports: readonly ReportBlock[]): void {
  for (const report of reports) {
    view.setUint32(at, report.ssrc);
    view.setInt32(at + 4, report.lost);
    view.setUint8(at + 4, report.fractionLost);
    view.setUint32(at + 8, report.highestSequence);
    view.setUint32(at + 12, report.jitter);
    view.setUint32(at + 16, report.lastReport);
    view.setUint32(at + 20, report.delay);
    at += 24;
  }
}

function writeSources({ sources }: SourceDescription): Uint8Array {
  const names = sources.map((source) => encoder.encode(source.cname).subarray(0, 255));
  const sizes = names.map((name) => 4 + 4 * Math.ceil((2 + name.length + 1) / 4));
  const { bytes, view } = frame(202, sources.length, sizes.reduce((sum, size) => sum + size, 0));
  let at = 4;
  sources.forEach((source, i) => {
    view.setUint32(at, source.ssrc);
    bytes[at + 4] = 1;
    bytes[at + 5] = names[i].length;
    bytes.set(names[i], at + 6);
    at += sizes[i];
  });
  return bytes;
}

function writeGoodbye({ sources, reason }: Goodbye): Uint8Array {
  const text = encoder.encode(reason).subarray(0, 255);
  const { bytes, view } = frame(
    203,
    sources.length,
    4 * sources.length + (text.length > 0 ? 1 + text.length : 0),
  );
  sources.forEach((ssrc, i) => view.setUint32(4 + 4 * i, ssrc));
  if (text.length > 0) {
    bytes[4 + 4 * sources.length] = text.length;
    bytes.set(text, 5 + 4 * sources.length);
  }
  return bytes;
}
