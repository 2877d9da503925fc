import { equalBytes } from "media/bytes.ts";
import { headersOf } from "media/codecs/mpeg4_video/layer.ts";
import { isIntra } from "media/codecs/mpeg4_video/start_code.ts";
import type { ConfigOf } from "media/track.ts";
import type { Picture, PictureFormat } from "./pictures.ts";

/** Bytes of headers: more is no config. */
const MAX_CONFIG = 4096;

/** Pictures of MPEG-4 video with the headers before them, one in a packet. */
export class Mpeg4VideoFormat implements PictureFormat {
  config: ConfigOf<"MPEG-4 Video"> = { codec: "MPEG-4 Video" };

  get known(): boolean {
    return this.config.config !== undefined;
  }

  read(data: Uint8Array): readonly Picture[] {
    if (data.length === 0) return [];
    const headers = headersOf(data), before = this.config.config;
    if (headers.length > 0 && headers.length <= MAX_CONFIG && headers.length < data.length) {
      if (!before || !equalBytes(before, headers)) {
        this.config = { codec: "MPEG-4 Video", config: headers.slice() };
      }
    }
    const { config } = this, randomAccess = isIntra(data);
    return [{ payload: [data], randomAccess, config, decoded: 0, shown: 0 }];
  }
}
