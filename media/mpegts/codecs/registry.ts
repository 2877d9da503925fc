import { equalBytes } from "media/bytes.ts";
import type { Descriptor, StreamEntry } from "../psi/tables.ts";
import * as type from "../stream_type.ts";
import type { ElementaryReader } from "./elementary.ts";
import { Klv } from "./klv.ts";
import { Mpeg4VideoFormat } from "./pictures/mpeg4_video.ts";
import { MpegVideoFormat } from "./pictures/mpeg_video.ts";
import { NalFormat } from "./pictures/nal.ts";
import { Pictures } from "./pictures/pictures.ts";
import { Ac3Framing } from "./sound/ac3.ts";
import { AdtsFraming } from "./sound/adts.ts";
import { FramedSound } from "./sound/framed_sound.ts";
import { LatmFraming } from "./sound/latm.ts";
import { MpegAudioFraming } from "./sound/mpeg_audio.ts";
import { OpusFraming } from "./sound/opus.ts";

/** Whether an elementary stream can be a track. */
export function isSupported(entry: StreamEntry): boolean {
  return readerFor(entry) !== undefined;
}

/** The reader of an elementary stream; undefined where its codec is not supported. */
export function readerFor({ streamType, descriptors }: StreamEntry): ElementaryReader | undefined {
  switch (streamType) {
    case type.H264:
      return new Pictures(new NalFormat("H264"));
    case type.H265:
      return new Pictures(new NalFormat("H265"));
    case type.MPEG1_VIDEO:
    case type.MPEG2_VIDEO:
      return new Pictures(new MpegVideoFormat());
    case type.MPEG4_VIDEO:
      return new Pictures(new Mpeg4VideoFormat());
    case type.ADTS:
      return new FramedSound(new AdtsFraming());
    case type.LATM:
      return new FramedSound(new LatmFraming());
    case type.MPEG1_AUDIO:
    case type.MPEG2_AUDIO:
      return new FramedSound(new MpegAudioFraming());
    case type.AC3:
      return new FramedSound(new Ac3Framing());
    case type.PRIVATE:
      return readerOfPrivate(descriptors);
    case type.METADATA:
      return isKlv(descriptors) ? new Klv(true) : undefined;
    default:
      return undefined;
  }
}

function readerOfPrivate(descriptors: readonly Descriptor[]): ElementaryReader | undefined {
  if (descriptors.some(({ tag }) => tag === type.DVB_AC3) || has(descriptors, type.FORMAT_AC3)) {
    return new FramedSound(new Ac3Framing());
  }
  if (has(descriptors, type.FORMAT_KLV)) return new Klv(false);
  if (!has(descriptors, type.FORMAT_OPUS)) return undefined;
  const channels = opusChannels(descriptors);
  return channels === undefined ? undefined : new FramedSound(new OpusFraming(channels));
}

/** Whether a registration descriptor (ISO/IEC 13818-1 §2.6.8) names a format. */
function has(descriptors: readonly Descriptor[], format: string): boolean {
  const name = new TextEncoder().encode(format);
  return descriptors.some(({ tag, content }) =>
    tag === type.REGISTRATION && equalBytes(content.subarray(0, name.length), name)
  );
}

/** By a registration or, as it should be, a metadata descriptor (§2.6.60). */
function isKlv(descriptors: readonly Descriptor[]): boolean {
  return has(descriptors, type.FORMAT_KLV) || descriptors.some(({ tag, content }) => {
    if (tag !== type.METADATA_DESCRIPTOR) return false;
    const at = content[0] === 0xff && content[1] === 0xff ? 6 : 2;
    const name = String.fromCharCode(...content.subarray(at + 1, at + 5));
    return content[at] === 0xff && name === type.FORMAT_KLV;
  });
}

const DUAL_MONO = 0, MOST_CHANNELS = 8;

/** Of channel_config_code (Opus in MPEG-TS table 3); undefined for layouts in no order that is known. */
function opusChannels(descriptors: readonly Descriptor[]): number | undefined {
  const code =
    descriptors.find(({ tag, content }) =>
      tag === type.EXTENSION && content[0] === type.EXTENSION_OPUS
    )?.content[1] ?? 2;
  if (code === DUAL_MONO) return 2;
  return code <= MOST_CHANNELS ? code : undefined;
}
