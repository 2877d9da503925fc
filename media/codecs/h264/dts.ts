import { equalBytes } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { DecodeClock } from "../decode_clock.ts";
import { NAL_IDR, NAL_PARTITION_A, NAL_SLICE, NAL_SPS, nalType } from "./nal_type.ts";
import { PictureOrder } from "./picture_order.ts";
import { type H264Sps, parseSps } from "./sps.ts";

const NO_SPS = new Malformed("H264: no SPS yet");
const NO_PICTURE = new Malformed("H264: access unit without a picture");
const NO_TIME = new Malformed("H264: PTS is not above the last DTS");

/**
 * Finds the decoding time of access units that come in decoding order. The first ones may be due before the first
 * presentation time, by as many frames as are reordered. One extractor serves one timeline.
 */
export class DtsExtractor {
  private readonly clock: DecodeClock;
  private readonly order = new PictureOrder();
  private source: Uint8Array | undefined;
  private sps: H264Sps | Malformed = NO_SPS;

  /** `clockRate` in Hz; `sps` as known out of band, later ones are found in the access units. */
  constructor(clockRate = 90000, sps?: Uint8Array) {
    this.clock = new DecodeClock(clockRate);
    if (sps) this.adopt(sps);
  }

  /**
   * DTS in ticks: above all before, at most `pts`. Malformed where no SPS is known or it cannot be read, without a
   * picture, and where `pts` leaves no room; the next access unit may be well again.
   */
  extract(nalus: readonly Uint8Array[], pts: number): number | Malformed {
    const slice = this.look(nalus);
    if (!slice) return NO_PICTURE;
    if (isMalformed(this.sps)) return this.sps;
    if (nalType(slice) === NAL_IDR) this.clock.beginSequence();
    const depth = this.depthAt(slice, this.sps);
    if (isMalformed(depth)) return depth;
    return this.clock.next(pts, depth, this.sps.frameRate) ?? NO_TIME;
  }

  /** Adopts an SPS on the way to the first slice. */
  private look(nalus: readonly Uint8Array[]): Uint8Array | undefined {
    for (const nalu of nalus) {
      const type = nalType(nalu);
      if (type === NAL_SPS) this.adopt(nalu);
      else if (type === NAL_SLICE || type === NAL_IDR || type === NAL_PARTITION_A) return nalu;
    }
    return undefined;
  }

  private adopt(sps: Uint8Array): void {
    if (this.source && equalBytes(this.source, sps)) return;
    this.source = sps.slice();
    this.sps = parseSps(sps);
  }

  private depthAt(slice: Uint8Array, sps: H264Sps): number | Malformed {
    if (sps.reorderDepth !== undefined) return sps.reorderDepth;
    if (sps.pocType !== 0) return 0;
    const poc = this.order.next(slice, sps);
    return isMalformed(poc) ? poc : this.order.depth;
  }
}
