import * as h264 from "media/codecs/h264/nal_type.ts";
import { parseSps as parseH264Sps } from "media/codecs/h264/sps.ts";
import * as h265 from "media/codecs/h265/nal_type.ts";
import { parseSps as parseH265Sps } from "media/codecs/h265/sps.ts";
import { splitAnnexB } from "media/codecs/nal.ts";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import { adoptParameterSets } from "media/parameter_sets.ts";
import type { ConfigOf } from "media/track.ts";
import { CLOCK_RATE } from "../../timestamp.ts";
import type { Picture, PictureFormat } from "./pictures.ts";

type NalConfig = ConfigOf<"H264"> | ConfigOf<"H265">;

/** Access units of H264 and H265, without their delimiters. */
export class NalFormat implements PictureFormat {
  config: NalConfig;

  constructor(codec: NalConfig["codec"]) {
    this.config = { codec };
  }

  get known(): boolean {
    const { config } = this;
    return config.sps !== undefined && config.pps !== undefined &&
      (config.codec === "H264" || config.vps !== undefined);
  }

  read(data: Uint8Array): readonly Picture[] | Malformed {
    const nalus = splitAnnexB(data);
    if (isMalformed(nalus)) return nalus;
    const units = this.#divide(nalus).filter((unit) => unit.length > 0), pictures: Picture[] = [];
    const duration = units.length > 1 ? this.#duration(units[0]) : undefined;
    // Where nothing tells how far they are apart, they may as well be fields of one picture.
    for (const payload of duration === undefined ? [units.flat()] : units) {
      if (payload.length > 0) pictures.push(this.#picture(payload, pictures.length, duration));
    }
    return pictures;
  }

  #picture(payload: readonly Uint8Array[], index: number, duration = 0): Picture {
    const config = this.config = adoptParameterSets(this.config, payload) as NalConfig;
    // Where streams have no IDR pictures, decoding starts behind parameter sets.
    const randomAccess = isRandomAccess(config, payload) ||
      payload.some((nalu) => this.#is(nalu, h264.NAL_SPS, h265.NAL_SPS));
    const later = Math.round(index * duration);
    return { payload, randomAccess, config, decoded: later, shown: later };
  }

  /** At delimiters, which are left out. */
  #divide(nalus: readonly Uint8Array[]): Uint8Array[][] {
    const units: Uint8Array[][] = [[]];
    for (const nalu of nalus) {
      if (this.#is(nalu, h264.NAL_DELIMITER, h265.NAL_DELIMITER)) units.push([]);
      else units[units.length - 1].push(nalu);
    }
    return units;
  }

  #is(nalu: Uint8Array, typeOfH264: number, typeOfH265: number): boolean {
    return this.config.codec === "H264"
      ? h264.nalType(nalu) === typeOfH264
      : h265.nalType(nalu) === typeOfH265;
  }

  /** Ticks of 90 kHz of a picture, as the SPS tells. */
  #duration(first: readonly Uint8Array[]): number | undefined {
    const { codec, sps } = adoptParameterSets(this.config, first) as NalConfig;
    if (!sps) return undefined;
    const parsed = codec === "H264" ? parseH264Sps(sps) : parseH265Sps(sps);
    if (isMalformed(parsed) || parsed.frameRate === undefined) return undefined;
    return CLOCK_RATE / parsed.frameRate;
  }
}
