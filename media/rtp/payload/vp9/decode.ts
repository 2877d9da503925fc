import { Malformed } from "media/malformed.ts";
import { Fragments, type PayloadReader, UnitJoiner } from "../joiner.ts";
import type { Depacketizer } from "../payload.ts";
import { beginsFrame, descriptorLength } from "./descriptor.ts";

/** Depacketizer of VP9 (RFC 9628), flexible mode and not; layers of one picture become one frame. */
export function vp9Depacketizer(): Depacketizer {
  return new UnitJoiner(new Vp9Reader());
}

class Vp9Reader implements PayloadReader {
  private readonly frame = new Fragments();

  read(payload: Uint8Array): Malformed | undefined {
    const length = descriptorLength(payload, 0, payload.length);
    if (length < 0) return new Malformed("VP9: payload is too short");
    const data = payload.subarray(length);
    if (this.frame.open || !beginsFrame(payload[0])) return this.frame.append(data);
    this.frame.begin(data);
    return undefined;
  }

  finish(): Uint8Array[] {
    const frame = this.frame.end();
    return frame ? [frame] : [];
  }

  reset(): void {
    this.frame.reset();
  }
}
