import { hasSequenceHeader, PICTURE, SEQUENCE_HEADER } from "media/codecs/mpeg_video/start_code.ts";
import { findStartCode } from "media/codecs/nal.ts";
import type { ConfigOf } from "media/track.ts";
import { CLOCK_RATE } from "../../timestamp.ts";
import type { Picture, PictureFormat } from "./pictures.ts";

/** By frame_rate_code (ISO/IEC 13818-2 table 6-4), from 1 on. */
const FRAME_RATES = [24000 / 1001, 24, 25, 30000 / 1001, 30, 50, 60000 / 1001, 60];
const GROUP = 0xb8;

/** Pictures of MPEG-1 and MPEG-2 video with the headers before them, the two fields of one together. */
export class MpegVideoFormat implements PictureFormat {
  readonly config: ConfigOf<"MPEG-1/2 Video"> = { codec: "MPEG-1/2 Video" };
  readonly known = true;
  #duration = CLOCK_RATE / 25;

  read(data: Uint8Array): readonly Picture[] {
    const found = this.#divide(data);
    if (found.length === 0) return [];
    const { config } = this;
    return found.map(({ start, reference }, index) => {
      const picture = data.subarray(start, found[index + 1]?.start);
      const later = (count: number) => Math.round(count * this.#duration);
      return {
        ...{ payload: [picture], randomAccess: hasSequenceHeader(picture), config },
        decoded: later(index),
        shown: later(reference - found[0].reference),
      };
    });
  }

  /** Where pictures begin, and the temporal_reference of each: their order of presentation. */
  #divide(data: Uint8Array): { start: number; reference: number }[] {
    const found: { start: number; reference: number }[] = [];
    let headers: number | undefined;
    for (let at = findStartCode(data, 0); at + 5 < data.length; at = findStartCode(data, at + 4)) {
      const code = data[at + 3];
      if (code === SEQUENCE_HEADER && at + 7 < data.length) this.#rate(data[at + 7] & 15);
      if (code === SEQUENCE_HEADER || code === GROUP) headers ??= at;
      if (code !== PICTURE) continue;
      const reference = data[at + 4] << 2 | data[at + 5] >> 6, last = found.at(-1);
      if (reference !== last?.reference || headers !== undefined) {
        found.push({ start: found.length === 0 ? 0 : headers ?? at, reference });
      }
      headers = undefined;
    }
    return found;
  }

  #rate(code: number): void {
    const rate = FRAME_RATES[code - 1];
    if (rate) this.#duration = CLOCK_RATE / rate;
  }
}
