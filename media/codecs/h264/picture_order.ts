import { BitReader } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import { removeEmulationPrevention } from "../nal.ts";
import { NAL_IDR, nalType } from "./nal_type.ts";
import type { H264Sps } from "./sps.ts";

/** Bytes that hold a slice header as far as the picture order count, with emulation prevention. */
const SLICE_HEADER = 32;

/** Reads pic_order_cnt_lsb of a slice (ITU-T H.264 §7.3.3); the SPS has picture order count type 0. */
export function parsePocLsb(slice: Uint8Array, sps: H264Sps): number | Malformed {
  const reader = new BitReader(removeEmulationPrevention(slice, SLICE_HEADER), 1);
  reader.ue(); // first macroblock
  reader.ue(); // slice type
  reader.ue(); // picture parameter set
  if (sps.separatePlanes) reader.skip(2);
  reader.skip(sps.frameNumBits);
  if (!sps.framesOnly && reader.flag()) reader.skip(1); // field, bottom field
  if (nalType(slice) === NAL_IDR) reader.ue();
  const lsb = reader.u(sps.pocLsbBits);
  return reader.overrun ? new Malformed("H264: slice header is cut short") : lsb;
}

/** Most pictures that lie between two in output and follow both in decoding order; more were lost. */
const MAX_BETWEEN = 16;

/** Follows picture order counts of type 0 (ITU-T H.264 §8.2.1.1), where no VUI tells the reorder depth. */
export class PictureOrder {
  /** Of the last reference picture. */
  private msb = 0;
  private lsb = 0;
  private highest = 0;
  private started = false;
  /** Reorder depth that the pictures still missing in output order ask for; starts anew with each IDR picture. */
  depth = 0;

  /** Takes the first slice of the next picture in decoding order; answers its picture order count. */
  next(slice: Uint8Array, sps: H264Sps): number | Malformed {
    const lsb = parsePocLsb(slice, sps);
    if (typeof lsb !== "number") return lsb;
    const idr = nalType(slice) === NAL_IDR;
    if (idr) this.msb = this.lsb = this.depth = 0;
    const msb = this.nextMsb(lsb, 2 ** sps.pocLsbBits);
    if ((slice[0] & 0x60) !== 0) {
      this.msb = msb;
      this.lsb = lsb;
    }
    this.follow(msb + lsb, idr || !this.started);
    return msb + lsb;
  }

  private nextMsb(lsb: number, range: number): number {
    const step = lsb - this.lsb;
    if (step < 0 && -step >= range / 2) return this.msb + range;
    if (step > 0 && step > range / 2) return this.msb - range;
    return this.msb;
  }

  /** Frames are two counts apart. Those left out come later, in a pyramid of B-frames at the deepest. */
  private follow(poc: number, anew: boolean): void {
    this.started = true;
    const missing = anew ? 0 : (poc - this.highest >> 1) - 1;
    if (anew || poc > this.highest) this.highest = poc;
    if (missing > 0 && missing <= MAX_BETWEEN) {
      this.depth = Math.max(this.depth, 32 - Math.clz32(missing));
    }
  }
}
