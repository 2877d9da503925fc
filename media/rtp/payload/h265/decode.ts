import { concat } from "media/bytes.ts";
import { NAL_DELIMITER } from "media/codecs/h265/nal_type.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { Fragments, type PayloadReader, UnitJoiner } from "../joiner.ts";
import { splitAggregate, withoutTrailingZeros } from "../nal_aggregate.ts";
import type { Depacketizer } from "../payload.ts";
import { AP, FU, typeOf } from "./nal.ts";

/**
 * Depacketizer of H265 (RFC 7798). `donl`: payloads carry decoding order numbers (sprop-max-don-diff is not 0);
 * they are skipped, the order of sending is taken for that of decoding. Access unit delimiters are left out.
 */
export function h265Depacketizer(donl: boolean): Depacketizer {
  return new UnitJoiner(new H265Reader(donl));
}

class H265Reader implements PayloadReader {
  private readonly fragments = new Fragments();

  constructor(private readonly donl: boolean) {}

  read(payload: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
    if (payload.length < 3) return new Malformed("H265: payload is too short");
    const type = typeOf(payload[0]);
    if (type === FU) return this.readFragment(payload, parts);
    this.complete(parts);
    if (type === AP) return this.readAggregate(payload, parts);
    if (!this.donl) return add(payload, parts);
    return add(concat([payload.subarray(0, 2), payload.subarray(4)]), parts);
  }

  finish(parts: Uint8Array[]): Uint8Array[] {
    this.complete(parts);
    return parts;
  }

  reset(): void {
    this.fragments.reset();
  }

  private readFragment(payload: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
    const header = payload[2];
    if (header & 0x80) {
      this.complete(parts);
      const first = payload[0] & 0x81 | (header & 0x3f) << 1;
      const data = payload.subarray(this.donl ? 5 : 3);
      this.fragments.begin(Uint8Array.of(first, payload[1]), data);
    } else {
      const fault = this.fragments.append(payload.subarray(3));
      if (fault) return fault;
    }
    return header & 0x40 ? this.complete(parts) : undefined;
  }

  private readAggregate(payload: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
    const nals = this.donl ? splitAggregate(payload, 2, 2, 1) : splitAggregate(payload, 2);
    if (isMalformed(nals)) return nals;
    for (const nal of nals) {
      const fault = add(nal, parts);
      if (fault) return fault;
    }
    return undefined;
  }

  /** Adds the NAL unit that was in fragments. Some senders never set the bit that ends it. */
  private complete(parts: Uint8Array[]): Malformed | undefined {
    const nal = this.fragments.end();
    return nal && add(nal, parts);
  }
}

function add(nal: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
  const type = typeOf(nal[0]);
  if (nal.length < 2 || type >= AP) return new Malformed(`H265: NAL unit of type ${type}`);
  if (type !== NAL_DELIMITER) parts.push(withoutTrailingZeros(nal));
  return undefined;
}
