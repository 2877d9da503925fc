import { concat } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { MAX_ACCESS_UNIT_SIZE } from "media/codecs/nal.ts";
import { type DecodedUnit, type Depacketizer, NO_UNITS } from "./payload.ts";

/** Packets of one unit: more is refused. */
const MAX_PACKETS = 16384;
/** Parts of one unit (NAL units, OBUs): more is refused. A slice a packet is normal for low delay. */
const MAX_PARTS = 1024;

/** Reads the payloads of one codec for a `UnitJoiner`. */
export interface PayloadReader {
  /** Adds what is whole in `payload` to `parts`, the unit so far; the payload is not empty. */
  read(payload: Uint8Array, parts: Uint8Array[]): Malformed | undefined;
  /** The unit ends here: what becomes of its parts; an empty list is no unit. Forgets open fragments. */
  finish(parts: Uint8Array[]): readonly Uint8Array[] | Malformed;
  /** Forgets open fragments; until the next start, the rest of what was lost is no fault. */
  reset(): void;
}

/**
 * Joins the payloads of one timestamp into a unit that ends with the marker, or where the timestamp changes, since
 * some senders never set a marker. Payloads without bytes (padding of WebRTC senders) are skipped.
 */
export class UnitJoiner implements Depacketizer {
  private parts: Uint8Array[] = [];
  private packets = 0;
  private size = 0;
  private timestamp = 0;

  constructor(private readonly reader: PayloadReader) {}

  push(
    payload: Uint8Array,
    timestamp: number,
    marker: boolean,
  ): readonly DecodedUnit[] | Malformed {
    if (payload.length === 0) return NO_UNITS;
    const before = this.packets > 0 && timestamp !== this.timestamp ? this.close() : NO_UNITS;
    this.timestamp = timestamp;
    const fault = this.take(payload);
    if (fault) this.reset();
    const now = fault ?? (marker ? this.close() : NO_UNITS);
    return before === NO_UNITS ? now : both(before, now);
  }

  reset(): void {
    this.clear();
    this.reader.reset();
  }

  private take(payload: Uint8Array): Malformed | undefined {
    this.packets++;
    this.size += payload.length;
    if (this.size > MAX_ACCESS_UNIT_SIZE) return new Malformed("RTP: unit is too large");
    if (this.packets > MAX_PACKETS) return new Malformed("RTP: unit has too many packets");
    const fault = this.reader.read(payload, this.parts);
    if (fault || this.parts.length <= MAX_PARTS) return fault;
    return new Malformed("RTP: unit has too many parts");
  }

  private close(): readonly DecodedUnit[] | Malformed {
    const { timestamp } = this;
    const payload = this.reader.finish(this.parts);
    this.clear();
    if (isMalformed(payload)) return payload;
    return payload.length > 0 ? [{ timestamp, payload }] : NO_UNITS;
  }

  private clear(): void {
    this.parts = [];
    this.packets = this.size = 0;
  }
}

/** Units of two answers; a fault is told only where there is no unit. */
function both(
  first: readonly DecodedUnit[] | Malformed,
  second: readonly DecodedUnit[] | Malformed,
): readonly DecodedUnit[] | Malformed {
  if (isMalformed(first)) return isMalformed(second) || second.length === 0 ? first : second;
  if (isMalformed(second)) return first.length > 0 ? first : second;
  return [...first, ...second];
}

/** Fragments of one NAL unit, OBU or frame, until it is whole. */
export class Fragments {
  private parts: Uint8Array[] | undefined;
  /** Nothing was begun since the start or a loss: what goes on then is no fault. */
  private fresh = true;

  get open(): boolean {
    return this.parts !== undefined;
  }

  /** Begins with a header made for it, or with the first fragment itself. */
  begin(...parts: Uint8Array[]): undefined {
    this.parts = parts;
    this.fresh = false;
  }

  /** Adds a fragment; Malformed where nothing was begun, unless packets were lost before. */
  append(part: Uint8Array): Malformed | undefined {
    if (!this.parts) return this.fresh ? undefined : new Malformed("RTP: fragment without a start");
    this.parts.push(part);
    return undefined;
  }

  /** The fragments as one; undefined where nothing was begun. */
  end(): Uint8Array | undefined {
    const { parts } = this;
    this.parts = undefined;
    return parts && concat(parts);
  }

  reset(): void {
    this.parts = undefined;
    this.fresh = true;
  }
}
