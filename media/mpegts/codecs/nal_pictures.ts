import * as h264 from "media/codecs/h264/nal_type.ts";
import * as h265 from "media/codecs/h265/nal_type.ts";
import { splitAnnexB } from "media/codecs/nal.ts";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { adoptParameterSets } from "media/parameter_sets.ts";
import type { ConfigOf } from "media/track.ts";
import type { ElementaryReader, EsUnit, TimedPes } from "./elementary.ts";

type NalConfig = ConfigOf<"H264"> | ConfigOf<"H265">;

/** Pictures of H264 and H265: one access unit in each PES packet. */
export class NalPictures implements ElementaryReader {
  config: NalConfig;

  constructor(codec: NalConfig["codec"]) {
    this.config = { codec };
  }

  get known(): boolean {
    const { config } = this;
    return config.sps !== undefined && config.pps !== undefined &&
      (config.codec === "H264" || config.vps !== undefined);
  }

  push({ data, pts, dts }: TimedPes, out: EsUnit[]): Malformed | undefined {
    if (pts === undefined) return new Malformed("MPEG-TS: picture without a time");
    const nalus = splitAnnexB(data);
    if (isMalformed(nalus)) return nalus;
    const payload = nalus.filter((nalu) => !this.#isDelimiter(nalu));
    if (payload.length === 0) return undefined;
    this.config = adoptParameterSets(this.config, payload) as NalConfig;
    const randomAccess = isRandomAccess(this.config, payload) ||
      payload.some((n) => this.#isSps(n));
    out.push({ pts, dts: dts ?? pts, randomAccess, payload, config: this.config });
    return undefined;
  }

  flush(): void {}

  reset(): void {}

  #isDelimiter(nalu: Uint8Array): boolean {
    return this.config.codec === "H264"
      ? h264.nalType(nalu) === h264.NAL_DELIMITER
      : h265.nalType(nalu) === h265.NAL_DELIMITER;
  }

  /** Where streams have no IDR pictures, decoding starts behind parameter sets. */
  #isSps(nalu: Uint8Array): boolean {
    return this.config.codec === "H264"
      ? h264.nalType(nalu) === h264.NAL_SPS
      : h265.nalType(nalu) === h265.NAL_SPS;
  }
}
