import * as type from "../stream_type.ts";
import type { ElementaryReader } from "./elementary.ts";
import { FramedSound } from "./framed_sound.ts";
import { NalPictures } from "./nal_pictures.ts";
import { adtsFraming } from "./sound_framings.ts";
import type { StreamEntry } from "../psi/tables.ts";

/** The reader of an elementary stream; undefined where its codec is not supported. */
export function readerFor({ streamType }: StreamEntry): ElementaryReader | undefined {
  switch (streamType) {
    case type.H264:
      return new NalPictures("H264");
    case type.H265:
      return new NalPictures("H265");
    case type.ADTS:
      return new FramedSound(adtsFraming);
    default:
      return undefined;
  }
}
