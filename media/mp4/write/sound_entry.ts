import { writeDac3 } from "media/codecs/ac3/record.ts";
import { parseSyncframe } from "media/codecs/ac3/syncframe.ts";
import { writeDfLa } from "media/codecs/flac/record.ts";
import { parseFrameHeader } from "media/codecs/mpeg_audio/frame_header.ts";
import { writeDOps } from "media/codecs/opus/head.ts";
import { headOfConfig } from "media/codecs/opus/record.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf, TrackConfig } from "media/track.ts";
import { box, fullBox } from "./box.ts";
import { esds } from "./descriptor.ts";
import { audioEntry } from "./sample_entry.ts";

type Answer = Uint8Array | Malformed;

/** objectTypeIndication (MP4 registration authority). */
const AAC = 0x40, MPEG2_AUDIO = 0x69, MPEG1_AUDIO = 0x6b;
/** A stream may be entered anywhere, so nothing at its start is to be left out. */
const PRE_SKIP = 0;
const OPUS_RATE = 48000;
const DECODED_BITS = 16;
const NOTHING = new Uint8Array(0);

/** The sample description of a sound's codec, `first` being what it begins with; undefined for other codecs. */
export function soundOf(
  config: TrackConfig,
  [frame = NOTHING]: readonly Uint8Array[],
): Answer | undefined {
  switch (config.codec) {
    case "MPEG-4 Audio":
      return aac(config);
    case "MPEG-4 Audio LATM":
      return config.aac && aac(config.aac);
    case "MPEG-1/2 Audio":
      return mpeg(frame);
    case "AC3":
      return ac3(frame);
    case "Opus":
      return opus(config);
    case "FLAC":
      return audioEntry("fLaC", config, box("dfLa", writeDfLa(config)));
    case "LPCM":
      return lpcm(config);
    case "G711":
      return lpcm({ ...config, bitDepth: DECODED_BITS });
    default:
      return undefined;
  }
}

function aac(config: ConfigOf<"MPEG-4 Audio">): Answer {
  return audioEntry("mp4a", config, esds("audio", AAC, config.config));
}

function mpeg(frame: Uint8Array): Answer {
  const header = parseFrameHeader(frame);
  if (isMalformed(header)) return header;
  const type = header.version === 1 ? MPEG1_AUDIO : MPEG2_AUDIO;
  return audioEntry("mp4a", header, esds("audio", type));
}

function ac3(frame: Uint8Array): Answer {
  const header = parseSyncframe(frame);
  return isMalformed(header) ? header : audioEntry("ac-3", header, box("dac3", writeDac3(header)));
}

function opus(config: ConfigOf<"Opus">): Answer {
  const head = writeDOps(headOfConfig(config, PRE_SKIP));
  return audioEntry("Opus", { ...config, sampleRate: OPUS_RATE }, box("dOps", head));
}

/** The most significant byte first (ISO/IEC 23003-5). */
function lpcm(config: Pick<ConfigOf<"LPCM">, "bitDepth" | "sampleRate" | "channels">): Answer {
  const { bitDepth } = config;
  return audioEntry("ipcm", config, fullBox("pcmC", 0, 0, Uint8Array.of(0, bitDepth)));
}
