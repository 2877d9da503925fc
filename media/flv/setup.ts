import { configOfAac } from "media/codecs/aac/record.ts";
import { configOfFrame } from "media/codecs/ac3/syncframe.ts";
import { readAv1C } from "media/codecs/av1/record.ts";
import { readFlacHeader } from "media/codecs/flac/record.ts";
import { readAvcC } from "media/codecs/h264/record.ts";
import { readHvcC } from "media/codecs/h265/record.ts";
import type { LengthSize } from "media/codecs/nal_record.ts";
import { parseOpusHead } from "media/codecs/opus/head.ts";
import { configOfHead } from "media/codecs/opus/record.ts";
import { readVpcC } from "media/codecs/vp9/record.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { type AudioCodec, PCMU, type VideoCodec } from "./codec_id.ts";
import type { Sound } from "./sound.ts";

/** What the frames of a track need to be understood. */
export interface Setup {
  readonly config: TrackConfig;
  /** Of H264 and H265. */
  readonly lengthSize?: LengthSize;
}

type Codec = VideoCodec | AudioCodec;

/** Reads a sequence header that is not empty, undefined for codecs whose frames tell all. Copies what it keeps. */
export function readSetup(codec: Codec, data: Uint8Array): Setup | undefined | Malformed {
  switch (codec) {
    case "H264":
      return readAvcC(data);
    case "H265":
      return readHvcC(data);
    case "AV1":
      return plain(readAv1C(data));
    case "VP9":
      return readVp9(data);
    case "MPEG-4 Audio":
      return plain(configOfAac(data));
    case "Opus":
      return plain(readOpus(data));
    case "FLAC":
      return plain(readFlacHeader(data));
    case "MPEG-1/2 Audio":
    case "AC3":
      return undefined;
    case "LPCM":
    case "G711":
      return new Malformed(`FLV: ${codec} has no sequence header`);
  }
}

function plain(config: TrackConfig | Malformed): Setup | Malformed {
  return isMalformed(config) ? config : { config };
}

/** FFmpeg 6.0 left out the first four bytes, version and flags. */
function readVp9(data: Uint8Array): Setup | Malformed {
  if (data.length !== 8) return plain(readVpcC(data));
  const box = new Uint8Array(12);
  box.set(data, 4);
  return plain(readVpcC(box));
}

function readOpus(data: Uint8Array): TrackConfig | Malformed {
  const head = parseOpusHead(data);
  return isMalformed(head) ? head : configOfHead(head);
}

/** What frames tell that come without, or before, a sequence header; Malformed where that is not enough. */
export function defaultSetup(
  codec: Codec,
  sound: Sound | undefined,
  frame: Uint8Array,
): Setup | Malformed {
  switch (codec) {
    case "H264":
    case "H265":
      return { config: { codec }, lengthSize: 4 };
    case "AV1":
    case "VP9":
    case "MPEG-1/2 Audio":
      return { config: { codec } };
    case "AC3":
      return plain(configOfFrame(frame));
    case "LPCM":
    case "G711":
      return sound ? plain(ofSound(codec, sound)) : new Malformed(`FLV: ${codec} without a format`);
    default:
      return new Malformed(`FLV: ${codec} before its sequence header`);
  }
}

function ofSound(codec: "LPCM" | "G711", sound: Sound): TrackConfig | Malformed {
  const { id, channels, sampleRate, bitDepth } = sound;
  if (codec === "G711") return { codec, muLaw: id === PCMU, sampleRate: 8000, channels };
  if (bitDepth !== 16) return new Malformed("FLV: LPCM of 8 bits is not supported");
  return { codec, bitDepth, sampleRate, channels };
}
