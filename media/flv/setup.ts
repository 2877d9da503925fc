import { parseAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { configOfFrame } from "media/codecs/ac3/syncframe.ts";
import { readFlacHeader } from "media/codecs/flac/record.ts";
import { parseOpusHead } from "media/codecs/opus/head.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import {
  type LengthSize,
  readAv1C,
  readAvcC,
  readHvcC,
  readVpcC,
} from "media/mp4/read/codec_config.ts";
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
      return plain(readAac(data));
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

function readAac(data: Uint8Array): TrackConfig | Malformed {
  const parsed = parseAudioSpecificConfig(data);
  if (isMalformed(parsed)) return parsed;
  return {
    codec: "MPEG-4 Audio",
    config: data.slice(),
    sampleRate: parsed.sbr?.sampleRate ?? parsed.sampleRate,
    channels: parsed.sbr?.ps ? 2 : parsed.channels,
  };
}

function readOpus(data: Uint8Array): TrackConfig | Malformed {
  const head = parseOpusHead(data);
  if (isMalformed(head)) return head;
  if (head.channels > 8) return new Malformed(`FLV: Opus of ${head.channels} channels`);
  return { codec: "Opus", channels: head.channels };
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
