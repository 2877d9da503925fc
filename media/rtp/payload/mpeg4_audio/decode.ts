import { BitReader } from "media/bits.ts";
import { concat, readU16 } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { type DecodedUnit, type Depacketizer, NO_UNITS } from "../payload.ts";
import type { AuLayout } from "./layout.ts";

/** Bytes of one access unit in fragments: more is refused. Sizes of 13 bits end at 8 KiB. */
const MAX_SIZE = 1024 * 1024;
const MAX_FRAGMENTS = 1024;

/** An access unit of which more may follow. */
interface Open {
  readonly timestamp: number;
  readonly parts: Uint8Array[];
  /** Bytes so far. */
  size: number;
  /** Bytes of the whole, where the sender said so. */
  readonly whole: number | undefined;
}

/**
 * Depacketizer of MPEG-4 audio in generic payloads (RFC 3640) without interleaving; `frameTicks` is the duration
 * of one access unit in ticks. Fragments may say the size of the whole, as the RFC has it, or only their own.
 */
export class Mpeg4AudioDepacketizer implements Depacketizer {
  private open: Open | undefined;

  constructor(private readonly layout: AuLayout, private readonly frameTicks: number) {}

  push(
    payload: Uint8Array,
    timestamp: number,
    marker: boolean,
  ): readonly DecodedUnit[] | Malformed {
    if (payload.length === 0) return NO_UNITS;
    const before = this.open && this.open.timestamp !== timestamp ? this.close() : NO_UNITS;
    const now = this.read(payload, timestamp, marker);
    if (isMalformed(now)) {
      this.reset();
      return before.length > 0 ? before : now;
    }
    return before.length > 0 ? [...before, ...now] : now;
  }

  reset(): void {
    this.open = undefined;
  }

  private read(
    payload: Uint8Array,
    timestamp: number,
    marker: boolean,
  ): readonly DecodedUnit[] | Malformed {
    const sizes = readSizes(payload, this.layout);
    if (isMalformed(sizes)) return sizes;
    const data = payload.subarray(2 + Math.ceil(readU16(payload, 0) / 8));
    if (sizes.length === 1 && (this.open || !marker || sizes[0] > data.length)) {
      return this.append(data, sizes[0], timestamp, marker);
    }
    return this.split(data, sizes, timestamp);
  }

  private split(
    data: Uint8Array,
    sizes: readonly number[],
    timestamp: number,
  ): DecodedUnit[] | Malformed {
    const units: DecodedUnit[] = [];
    let at = 0;
    for (const size of sizes) {
      if (at + size > data.length) return new Malformed("MPEG-4 Audio: access unit is cut short");
      if (size > 0) units.push({ timestamp, payload: [data.subarray(at, at + size)] });
      at += size;
      timestamp = timestamp + this.frameTicks >>> 0;
    }
    return units;
  }

  private append(
    data: Uint8Array,
    size: number,
    timestamp: number,
    marker: boolean,
  ): readonly DecodedUnit[] | Malformed {
    const whole = size > data.length ? size : undefined;
    const open = this.open ??= { timestamp, parts: [], size: 0, whole };
    if (size < data.length) data = data.subarray(0, size);
    open.parts.push(data);
    open.size += data.length;
    if (open.size > MAX_SIZE || open.parts.length > MAX_FRAGMENTS) {
      return new Malformed("MPEG-4 Audio: access unit is too large");
    }
    return marker || open.size === open.whole ? this.close() : NO_UNITS;
  }

  /** The access unit that was open; none where part of it is missing. */
  private close(): readonly DecodedUnit[] {
    const { open } = this;
    this.open = undefined;
    if (!open || open.whole !== undefined && open.size !== open.whole) return NO_UNITS;
    return [{ timestamp: open.timestamp, payload: [concat(open.parts)] }];
  }
}

/** Sizes of the access units of a payload, as its AU headers say. */
function readSizes(payload: Uint8Array, layout: AuLayout): number[] | Malformed {
  const { sizeLength, indexLength, indexDeltaLength } = layout;
  const bits = payload.length < 2 ? 0 : readU16(payload, 0);
  if (bits < sizeLength + indexLength || 16 + bits > 8 * payload.length) {
    return new Malformed("MPEG-4 Audio: payload is too short");
  }
  const reader = new BitReader(payload, 2);
  const sizes = [reader.u(sizeLength)];
  reader.skip(indexLength);
  while (reader.position + sizeLength + indexDeltaLength <= 16 + bits) {
    sizes.push(reader.u(sizeLength));
    if (reader.u(indexDeltaLength) !== 0) {
      return new Malformed("MPEG-4 Audio: interleaving is not supported");
    }
  }
  return sizes;
}
