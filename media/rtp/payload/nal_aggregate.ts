import { readU16 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { type Inspection, inspection } from "./payload.ts";

/** What a NAL unit means for those who look for a place to begin. */
export type NalRole = "slice" | "randomAccess" | "parameterSet";

/**
 * NAL units of an aggregation packet from `at` on, each behind its size in 16 bits; before the size of the first
 * one and of each other are decoding order numbers of `first` and `next` bytes. Zeros at the end are padding.
 */
export function splitAggregate(
  payload: Uint8Array,
  at: number,
  first = 0,
  next = 0,
): Uint8Array[] | Malformed {
  const nals: Uint8Array[] = [];
  for (at += first; at + 2 <= payload.length; at += next) {
    const size = readU16(payload, at);
    if (size === 0) break;
    at += 2;
    if (at + size > payload.length) return new Malformed("RTP: aggregation packet is too short");
    nals.push(payload.subarray(at, at += size));
  }
  return nals.length > 0 ? nals : new Malformed("RTP: aggregation packet without NAL units");
}

/** A NAL unit without the zeros behind it, which senders leave there from the next start code of a byte stream. */
export function withoutTrailingZeros(nal: Uint8Array): Uint8Array {
  let end = nal.length;
  while (end > 1 && nal[end - 1] === 0) end--;
  return end === nal.length ? nal : nal.subarray(0, end);
}

/** Looks at an aggregation packet as `splitAggregate` reads it, up to where it cannot be read. */
export function inspectAggregate(
  bytes: Uint8Array,
  at: number,
  end: number,
  roleOf: (header: number) => NalRole,
  first = 0,
  next = 0,
): Inspection {
  let randomAccess = false, sets = NO_SETS;
  for (at += first; at + 3 <= end; at += next) {
    const nal = at + 2;
    at = nal + readU16(bytes, at);
    if (at > end || at === nal) break;
    const role = roleOf(bytes[nal]);
    if (role === "randomAccess") randomAccess = true;
    else if (role === "parameterSet") sets = [...sets, bytes.subarray(nal, at)];
  }
  return inspection(randomAccess, sets);
}

const NO_SETS: readonly Uint8Array[] = [];
