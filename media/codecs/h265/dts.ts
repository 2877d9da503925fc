import { equalBytes } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { DecodeClock } from "../decode_clock.ts";
import { isIrap, NAL_LAST_SLICE, NAL_SPS, nalType } from "./nal_type.ts";
import { type H265Sps, parseSps } from "./sps.ts";

const NO_SPS = new Malformed("H265: no SPS yet");
const NO_PICTURE = new Malformed("H265: access unit without a picture");
const NO_TIME = new Malformed("H265: PTS is not above the last DTS");

/**
 * Finds the decoding time of access units that come in decoding order; the SPS always tells the reorder depth. The
 * first ones may be due before the first presentation time, by as many frames as are reordered. One extractor serves
 * one timeline.
 */
export class DtsExtractor {
  private readonly clock: DecodeClock;
  private source: Uint8Array | undefined;
  private sps: H265Sps | Malformed = NO_SPS;

  /** `clockRate` in Hz; `sps` as known out of band, later ones are found in the access units. */
  constructor(clockRate = 90000, sps?: Uint8Array) {
    this.clock = new DecodeClock(clockRate);
    if (sps) this.adopt(sps);
  }

  /**
   * DTS in ticks: above all before, at most `pts`. Malformed where no SPS is known or it cannot be read, without a
   * picture, and where `pts` leaves no room (leading pictures of the CRA picture it began with); the next access unit
   * may be well again.
   */
  extract(nalus: readonly Uint8Array[], pts: number): number | Malformed {
    const type = this.look(nalus);
    if (type < 0) return NO_PICTURE;
    if (isMalformed(this.sps)) return this.sps;
    if (isIrap(type)) this.clock.beginSequence();
    const { reorderDepth, frameRate } = this.sps;
    return this.clock.next(pts, reorderDepth, frameRate) ?? NO_TIME;
  }

  /** Type of the first slice, or -1; adopts an SPS on the way. */
  private look(nalus: readonly Uint8Array[]): number {
    for (const nalu of nalus) {
      const type = nalType(nalu);
      if (type === NAL_SPS) this.adopt(nalu);
      else if (type >= 0 && type <= NAL_LAST_SLICE) return type;
    }
    return -1;
  }

  private adopt(sps: Uint8Array): void {
    if (this.source && equalBytes(this.source, sps)) return;
    this.source = sps.slice();
    this.sps = parseSps(sps);
  }
}
