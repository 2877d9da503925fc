import { parseAudioSpecificConfig } from "./aac/audio_specific_config.ts";
import { AC3_SAMPLES } from "./ac3/syncframe.ts";
import { blockSize } from "./flac/frame_header.ts";
import { parseFrameHeader } from "./mpeg_audio/frame_header.ts";
import { packetDuration } from "./opus/packet.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import type { ConfigOf, TrackConfig } from "media/track.ts";

/**
 * How long the sound of a unit lasts, in ticks of `clockRate` (Hz), rounded; undefined for all but AAC, MPEG audio, AC-3,
 * FLAC, Opus, G722, G711 and LPCM, and where the unit does not tell.
 */
export function soundDuration(
  config: TrackConfig,
  payload: readonly Uint8Array[],
  clockRate: number,
): number | undefined {
  switch (config.codec) {
    case "MPEG-4 Audio":
      return aacDuration(config, payload.length, clockRate);
    case "MPEG-4 Audio LATM":
      return config.aac && aacDuration(config.aac, payload.length, clockRate);
    case "MPEG-1/2 Audio":
      return sum(payload, mpegSeconds, clockRate);
    case "AC3":
      return Math.round(payload.length * AC3_SAMPLES * clockRate / config.sampleRate);
    case "FLAC":
      return sum(payload, blockSize, clockRate / config.sampleRate);
    case "Opus":
      return sum(payload, packetDuration, clockRate / 48000);
    case "G722":
      return samples(payload, 1, 8000, clockRate);
    case "G711":
      return samples(payload, config.channels, config.sampleRate, clockRate);
    case "LPCM":
      return samples(payload, config.channels * config.bitDepth / 8, config.sampleRate, clockRate);
    default:
      return undefined;
  }
}

function aacDuration(
  { config }: ConfigOf<"MPEG-4 Audio">,
  frames: number,
  clockRate: number,
): number | undefined {
  const parsed = parseAudioSpecificConfig(config);
  if (isMalformed(parsed)) return undefined;
  return Math.round(frames * parsed.frameLength * clockRate / parsed.sampleRate);
}

function mpegSeconds(frame: Uint8Array): number | Malformed {
  const header = parseFrameHeader(frame);
  return isMalformed(header) ? header : header.samples / header.sampleRate;
}

/** What all frames last together, in units of `ticks`. */
function sum(
  frames: readonly Uint8Array[],
  durationOf: (frame: Uint8Array) => number | Malformed,
  ticks: number,
): number | undefined {
  let total = 0;
  for (const frame of frames) {
    const duration = durationOf(frame);
    if (isMalformed(duration)) return undefined;
    total += duration;
  }
  return Math.round(total * ticks);
}

function samples(
  payload: readonly Uint8Array[],
  block: number,
  sampleRate: number,
  clockRate: number,
): number {
  const bytes = payload.reduce((sum, part) => sum + part.length, 0);
  return Math.round(bytes / block * clockRate / sampleRate);
}
