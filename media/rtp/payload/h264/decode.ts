import { NAL_DELIMITER } from "media/codecs/h264/nal_type.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { Fragments, type PayloadReader, UnitJoiner } from "../joiner.ts";
import { splitAggregate, withoutTrailingZeros } from "../nal_aggregate.ts";
import type { Depacketizer } from "../payload.ts";
import { FU_A, STAP_A, typeOf, unlump } from "./nal.ts";

/** Depacketizer of H264 (RFC 6184, packetization modes 0 and 1). Access unit delimiters are left out. */
export function h264Depacketizer(): Depacketizer {
  return new UnitJoiner(new H264Reader());
}

class H264Reader implements PayloadReader {
  private readonly fragments = new Fragments();

  read(payload: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
    const type = typeOf(payload[0]);
    if (type === FU_A) return this.readFragment(payload, parts);
    this.complete(parts);
    if (type === STAP_A) return readAggregate(payload, parts);
    return add(payload, parts);
  }

  finish(parts: Uint8Array[]): Uint8Array[] {
    this.complete(parts);
    return parts;
  }

  reset(): void {
    this.fragments.reset();
  }

  private readFragment(payload: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
    if (payload.length < 2) return new Malformed("H264: FU-A is too short");
    const header = payload[1], data = payload.subarray(2);
    if (header & 0x80) {
      this.complete(parts);
      this.fragments.begin(Uint8Array.of(payload[0] & 0xe0 | header & 0x1f), data);
    } else {
      const fault = this.fragments.append(data);
      if (fault) return fault;
    }
    return header & 0x40 ? this.complete(parts) : undefined;
  }

  /** Adds the NAL unit that was in fragments. Some senders never set the bit that ends it. */
  private complete(parts: Uint8Array[]): Malformed | undefined {
    const nal = this.fragments.end();
    return nal && add(nal, parts);
  }
}

function readAggregate(payload: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
  const nals = splitAggregate(payload, 1);
  if (isMalformed(nals)) return nals;
  for (const nal of nals) {
    const fault = add(nal, parts);
    if (fault) return fault;
  }
  return undefined;
}

function add(nal: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
  const nals = unlump(nal);
  if (isMalformed(nals)) return nals;
  for (const unit of nals) {
    const type = typeOf(unit[0]);
    if (type === 0 || type >= STAP_A) return new Malformed(`H264: NAL unit of type ${type}`);
    if (type !== NAL_DELIMITER) parts.push(withoutTrailingZeros(unit));
  }
  return undefined;
}
