import { concat } from "media/bytes.ts";
import { writeAv1C } from "media/codecs/av1/record.ts";
import { parseSequenceHeader } from "media/codecs/av1/sequence_header.ts";
import { writeAvcC } from "media/codecs/h264/record.ts";
import { parseSps as parseH264 } from "media/codecs/h264/sps.ts";
import { writeHvcC } from "media/codecs/h265/record.ts";
import { parseSps as parseH265 } from "media/codecs/h265/sps.ts";
import { parseJpeg } from "media/codecs/mjpeg/jpeg.ts";
import { parseSequence } from "media/codecs/mpeg_video/sequence.ts";
import { headersOf, sizeOf } from "media/codecs/mpeg4_video/layer.ts";
import { parseFrameHeader } from "media/codecs/vp9/frame_header.ts";
import { writeVpcC } from "media/codecs/vp9/record.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf, TrackConfig } from "media/track.ts";
import { box } from "./box.ts";
import { esds } from "./descriptor.ts";
import { visualEntry } from "./sample_entry.ts";

/** A sample description and the size of the pictures. */
export interface Picture {
  readonly entry: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

type Answer = Picture | Malformed;

/** objectTypeIndication (MP4 registration authority). */
const MPEG4 = 0x20, MPEG2_MAIN = 0x61, MPEG1 = 0x6a, JPEG = 0x6c;

/** The sample description of a picture's codec, `first` being what it begins with; undefined for other codecs. */
export function pictureOf(
  config: TrackConfig,
  first: readonly Uint8Array[],
): Answer | undefined {
  switch (config.codec) {
    case "H264":
      return h264(config);
    case "H265":
      return h265(config);
    case "AV1":
      return av1(config);
    case "VP9":
      return vp9(first);
    case "MPEG-4 Video":
      return mpeg4(config, first);
    case "MPEG-1/2 Video":
      return mpeg(first);
    case "M-JPEG":
      return jpeg(first);
    default:
      return undefined;
  }
}

function picture(
  format: string,
  size: { readonly width: number; readonly height: number } | Malformed,
  ...boxes: readonly Uint8Array[]
): Answer {
  if (isMalformed(size)) return size;
  const { width, height } = size;
  return { entry: visualEntry(format, size, ...boxes), width, height };
}

function h264(config: ConfigOf<"H264">): Answer {
  const record = writeAvcC(config);
  if (isMalformed(record)) return record;
  return picture("avc1", parseH264(config.sps!), box("avcC", record));
}

function h265(config: ConfigOf<"H265">): Answer {
  const record = writeHvcC(config);
  if (isMalformed(record)) return record;
  return picture("hvc1", parseH265(config.sps!), box("hvcC", record));
}

function av1(config: ConfigOf<"AV1">): Answer {
  const record = writeAv1C(config);
  if (isMalformed(record)) return record;
  return picture("av01", parseSequenceHeader(config.sequenceHeader!), box("av1C", record));
}

function vp9([frame = NOTHING]: readonly Uint8Array[]): Answer {
  const header = parseFrameHeader(frame);
  if (isMalformed(header)) return header;
  const { profile, format } = header;
  if (!format) return new Malformed("VP9: not a key frame");
  return picture("vp09", format, box("vpcC", writeVpcC(profile, format)));
}

function mpeg4({ config }: ConfigOf<"MPEG-4 Video">, first: readonly Uint8Array[]): Answer {
  const headers = config ?? headersOf(concat(first));
  return picture("mp4v", sizeOf(headers), esds("video", MPEG4, headers));
}

function mpeg(first: readonly Uint8Array[]): Answer {
  const sequence = parseSequence(concat(first));
  if (isMalformed(sequence)) return sequence;
  const { version, headers } = sequence;
  return picture("mp4v", sequence, esds("video", version === 1 ? MPEG1 : MPEG2_MAIN, headers));
}

function jpeg(first: readonly Uint8Array[]): Answer {
  return picture("mp4v", parseJpeg(concat(first)), esds("video", JPEG));
}

const NOTHING = new Uint8Array(0);
