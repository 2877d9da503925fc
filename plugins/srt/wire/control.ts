import { readU32, writeU32 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import type { Bytes } from "./packet.ts";
import { distance } from "./sequence.ts";

/** What a receiver tells of what it has (draft-sharabayko-srt-01 §3.2.4). */
export interface Acknowledgement {
  /** Everything before this sequence number was received, or is waited for no more. */
  readonly sequence: number;
  /** Absent in a light one, which is not acknowledged itself. */
  readonly report?: {
    /** Microseconds. */
    readonly rtt: number;
    readonly rttVariance: number;
    /** Packets that there is room for. */
    readonly available: number;
    /** Packets a second that come, and that the link could carry; bytes a second that come. Zero: not known. */
    readonly packetRate: number;
    readonly capacity: number;
    readonly byteRate: number;
  };
}

/** Bytes of a light ACK, of one with the times and the room, and of a full one. */
const LIGHT = 4, SMALL = 16, FULL = 28;

export function readAcknowledgement(body: Uint8Array): Acknowledgement | Malformed {
  if (body.length < LIGHT) return new Malformed("SRT: an ACK without a sequence number");
  const sequence = readU32(body, 0) & 0x7fff_ffff;
  if (body.length < SMALL) return { sequence };
  const field = (index: number) => body.length >= 4 * index + 4 ? readU32(body, 4 * index) : 0;
  return {
    sequence,
    report: {
      rtt: field(1),
      rttVariance: field(2),
      available: field(3),
      packetRate: field(4),
      capacity: field(5),
      byteRate: field(6),
    },
  };
}

export function writeAcknowledgement({ sequence, report }: Acknowledgement): Bytes {
  const out = new Uint8Array(report ? FULL : LIGHT);
  writeU32(out, 0, sequence);
  if (!report) return out;
  const { rtt, rttVariance, available, packetRate, capacity, byteRate } = report;
  [rtt, rttVariance, available, packetRate, capacity, byteRate].forEach((value, i) =>
    writeU32(out, 4 + 4 * i, Math.min(0xffff_ffff, Math.round(value)))
  );
  return out;
}

/** Sequence numbers from the first to the last, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** A loss list as it is coded (appendix A): a single number, or two of which the first has the highest bit. */
export function readLosses(body: Uint8Array): readonly Range[] | Malformed {
  const ranges: Range[] = [];
  if (body.length % 4 !== 0) return new Malformed("SRT: a loss list that is cut short");
  for (let at = 0; at < body.length; at += 4) {
    const word = readU32(body, at), first = word & 0x7fff_ffff;
    if (word < 0x8000_0000) {
      ranges.push({ first, last: first });
      continue;
    }
    at += 4;
    const last = at < body.length ? readU32(body, at) : 0x8000_0000;
    if (last >= 0x8000_0000 || distance(first, last) < 0) {
      return new Malformed("SRT: a loss list with a range that has no end");
    }
    ranges.push({ first, last });
  }
  return ranges;
}

/** Codes a loss list in at most `words` words: what does not fit is left out. */
export function writeLosses(ranges: Iterable<Range>, words: number): Bytes {
  const list: number[] = [];
  for (const { first, last } of ranges) {
    const coded = first === last ? [first] : [(first | 0x8000_0000) >>> 0, last];
    if (list.length + coded.length > words) break;
    list.push(...coded);
  }
  const out = new Uint8Array(4 * list.length);
  list.forEach((word, i) => writeU32(out, 4 * i, word));
  return out;
}

/** The numbers that a sender will not send any more (§3.2.9). */
export function readDropRequest(body: Uint8Array): Range | Malformed {
  if (body.length < 8) return new Malformed("SRT: a drop request without a range");
  const first = readU32(body, 0) & 0x7fff_ffff, last = readU32(body, 4) & 0x7fff_ffff;
  if (distance(first, last) < 0) return new Malformed("SRT: a drop request that runs backwards");
  return { first, last };
}

export function writeDropRequest({ first, last }: Range): Bytes {
  const out = new Uint8Array(8);
  writeU32(out, 0, first);
  writeU32(out, 4, last);
  return out;
}
