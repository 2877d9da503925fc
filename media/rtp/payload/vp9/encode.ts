import { writeU16 } from "media/bytes.ts";
import { isKeyFrame, parseFrameHeader } from "media/codecs/vp9/frame_header.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { marked, type PackedPayload, type Packetizer } from "../payload.ts";

const FLAGS = { pictureId: 0x80, predicted: 0x40, begins: 0x08, ends: 0x04, structure: 0x02 };

/**
 * Packetizer of VP9 (RFC 9628), not flexible: picture numbers of 15 bits, and with each key frame a scalability
 * structure of one layer in which every picture refers to the one before.
 */
export class Vp9Packetizer implements Packetizer {
  private picture = 0;

  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] | Malformed {
    const packed: PackedPayload[] = [];
    for (const frame of payload) {
      const structure = isKeyFrame(frame) ? structureOf(frame) : NO_STRUCTURE;
      if (isMalformed(structure)) return structure;
      packed.push(...this.packFrame(frame, structure, payloadMax));
      this.picture = this.picture + 1 & 0x7fff;
    }
    return packed;
  }

  private packFrame(frame: Uint8Array, structure: Uint8Array, payloadMax: number): PackedPayload[] {
    const payloads: Uint8Array[][] = [];
    const predicted = structure === NO_STRUCTURE ? FLAGS.predicted : 0;
    for (let at = 0; at < frame.length;) {
      const begins = at === 0, extra = begins ? structure : NO_STRUCTURE;
      const to = at + payloadMax - 3 - extra.length;
      const flags = FLAGS.pictureId | predicted | (begins ? FLAGS.begins : 0) |
        (to >= frame.length ? FLAGS.ends : 0) | (extra.length > 0 ? FLAGS.structure : 0);
      const descriptor = Uint8Array.of(flags, 0x80 | this.picture >> 8, this.picture, ...extra);
      payloads.push([descriptor, frame.subarray(at, to)]);
      at = to;
    }
    return marked(payloads);
  }
}

const NO_STRUCTURE = new Uint8Array(0);

/** One spatial layer with its size, a group of one picture that refers to the picture before (RFC 9628 §4.2.1). */
function structureOf(frame: Uint8Array): Uint8Array | Malformed {
  const header = parseFrameHeader(frame);
  if (isMalformed(header)) return header;
  const out = Uint8Array.of(0x18, 0, 0, 0, 0, 1, 0x04, 1);
  writeU16(out, 1, header.format?.width ?? 0);
  writeU16(out, 3, header.format?.height ?? 0);
  return out;
}
