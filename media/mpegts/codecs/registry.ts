import { equalBytes } from "media/bytes.ts";
import type { Descriptor, StreamEntry } from "../psi/tables.ts";
import * as type from "../stream_type.ts";
import type { ElementaryReader } from "./elementary.ts";
import { Klv } from "./klv.ts";
import { Mpeg4VideoFormat } from "./pictures/mpeg4_video.ts";
import { MpegVideoFormat } from "./pictures/mpeg_video.ts";
import { NalFormat } from "./pictures/nal.ts";
import { type PictureFormat, Pictures } from "./pictures/pictures.ts";
import { Ac3Framing } from "./sound/ac3.ts";
import { AdtsFraming } from "./sound/adts.ts";
import { FramedSound } from "./sound/framed_sound.ts";
import { LatmFraming } from "./sound/latm.ts";
import { MpegAudioFraming } from "./sound/mpeg_audio.ts";
import { OpusFraming } from "./sound/opus.ts";

/** Codecs that can be tracks, each with what makes a reader of it. */
const PICTURES = {
  H264: () => new NalFormat("H264"),
  H265: () => new NalFormat("H265"),
  "MPEG-1/2 Video": () => new MpegVideoFormat(),
  "MPEG-4 Video": () => new Mpeg4VideoFormat(),
} as const satisfies Record<string, () => PictureFormat>;
const READERS = {
  ADTS: () => new FramedSound(new AdtsFraming()),
  LATM: () => new FramedSound(new LatmFraming()),
  "MPEG-1/2 Audio": () => new FramedSound(new MpegAudioFraming()),
  AC3: () => new FramedSound(new Ac3Framing()),
  "KLV cells": () => new Klv(true),
  KLV: () => new Klv(false),
} as const satisfies Record<string, () => ElementaryReader>;

/** What an elementary stream holds: the same for entries of which one may take the place of the other. */
export type Content = keyof typeof PICTURES | keyof typeof READERS | `Opus ${number}`;

const TYPES: ReadonlyMap<number, Content> = new Map<number, Content>([
  [type.H264, "H264"],
  [type.H265, "H265"],
  [type.MPEG1_VIDEO, "MPEG-1/2 Video"],
  [type.MPEG2_VIDEO, "MPEG-1/2 Video"],
  [type.MPEG4_VIDEO, "MPEG-4 Video"],
  [type.ADTS, "ADTS"],
  [type.LATM, "LATM"],
  [type.MPEG1_AUDIO, "MPEG-1/2 Audio"],
  [type.MPEG2_AUDIO, "MPEG-1/2 Audio"],
  [type.AC3, "AC3"],
]);

/** What a stream holds, as its entry tells; undefined where that is not supported. */
export function contentOf({ streamType, descriptors }: StreamEntry): Content | undefined {
  if (streamType === type.METADATA) return isKlv(descriptors) ? "KLV cells" : undefined;
  return streamType === type.PRIVATE ? contentOfPrivate(descriptors) : TYPES.get(streamType);
}

function contentOfPrivate(descriptors: readonly Descriptor[]): Content | undefined {
  if (descriptors.some(({ tag }) => tag === type.DVB_AC3) || has(descriptors, type.FORMAT_AC3)) {
    return "AC3";
  }
  if (has(descriptors, type.FORMAT_KLV)) return "KLV";
  const channels = has(descriptors, type.FORMAT_OPUS) ? opusChannels(descriptors) : undefined;
  return channels === undefined ? undefined : `Opus ${channels}`;
}

/** Whether a stream holds pictures. */
export function isVideo(content: Content | undefined): content is keyof typeof PICTURES {
  return content !== undefined && content in PICTURES;
}

/** A reader of what a stream holds; `limit`: bytes that it keeps of a picture in several packets. */
export function readerOf(content: Content, limit: number): ElementaryReader {
  if (isVideo(content)) return new Pictures(PICTURES[content](), limit);
  if (content in READERS) return READERS[content as keyof typeof READERS]();
  return new FramedSound(new OpusFraming(Number(content.slice("Opus ".length))));
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
