import { isMalformed, Malformed } from "media/malformed.ts";
import { Fragments } from "../joiner.ts";
import { type DecodedUnit, type Depacketizer, NO_UNITS } from "../payload.ts";
import type { FrameLayout } from "./layout.ts";

/** Depacketizer of frames that tell their size: each is a unit. `clockRate`: ticks of timestamps a second. */
export class FrameDepacketizer implements Depacketizer {
  private readonly frame = new Fragments();
  /** Timestamp of the frame that is open, and bytes that it lacks. */
  private timestamp = 0;
  private missing = 0;

  constructor(private readonly layout: FrameLayout, private readonly clockRate: number) {}

  push(payload: Uint8Array, timestamp: number): readonly DecodedUnit[] | Malformed {
    if (payload.length === 0) return NO_UNITS;
    const units = this.read(payload, timestamp);
    if (isMalformed(units)) this.reset();
    return units;
  }

  reset(): void {
    this.frame.reset();
  }

  private read(payload: Uint8Array, timestamp: number): readonly DecodedUnit[] | Malformed {
    const { headerSize } = this.layout;
    if (payload.length <= headerSize) return new Malformed("RTP: payload is too short");
    const data = payload.subarray(headerSize);
    return this.layout.continues(payload) ? this.append(data) : this.split(data, timestamp);
  }

  /** Whole frames, or the first fragment of one. */
  private split(data: Uint8Array, timestamp: number): readonly DecodedUnit[] | Malformed {
    const units: DecodedUnit[] = [];
    let ticks = 0;
    for (let at = 0; at < data.length;) {
      const header = this.layout.readFrame(data, at);
      if (isMalformed(header)) return header;
      const { size, samples, sampleRate } = header, end = at + size;
      if (end > data.length) {
        return at === 0 ? this.begin(data, timestamp, size) : new Malformed("RTP: a frame is cut");
      }
      const frame = data.subarray(at, end);
      units.push({ timestamp: timestamp + Math.round(ticks) >>> 0, payload: [frame] });
      ticks += samples * this.clockRate / sampleRate;
      at = end;
    }
    return units;
  }

  private begin(data: Uint8Array, timestamp: number, size: number): readonly DecodedUnit[] {
    this.frame.begin(data);
    this.timestamp = timestamp;
    this.missing = size - data.length;
    return NO_UNITS;
  }

  private append(data: Uint8Array): readonly DecodedUnit[] | Malformed {
    const fault = this.frame.append(data);
    if (fault || !this.frame.open) return fault ?? NO_UNITS;
    this.missing -= data.length;
    if (this.missing > 0) return NO_UNITS;
    if (this.missing < 0) return new Malformed("RTP: fragments are longer than their frame");
    return [{ timestamp: this.timestamp, payload: [this.frame.end()!] }];
  }
}
