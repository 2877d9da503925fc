import { parseAudioSpecificConfig } from "./aac/audio_specific_config.ts";
import { AC3_SAMPLES } from "./ac3/syncframe.ts";
import { parseFrameHeader } from "./mpeg_audio/frame_header.ts";
import { packetDuration } from "./opus/packet.ts";
import { isMalformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";

/**
 * How long the sound of a unit lasts, in ticks of `clockRate` (Hz), rounded; undefined for all but AAC, MPEG audio, AC-3,
 * Opus, G711 and LPCM, and where the unit does not tell.
 */
export function soundDuration(
  config: TrackConfig,
  payload: readonly Uint8Array[],
  clockRate: number,
): number | undefined {
  switch (config.codec) {
    case "MPEG-4 Audio": {
      const parsed = parseAudioSpecificConfig(config.config);
      if (isMalformed(parsed)) return undefined;
      return Math.round(payload.length * parsed.frameLength * clockRate / parsed.sampleRate);
    }
    case "MPEG-1/2 Audio":
      return mpegDuration(payload, clockRate);
    case "AC3":
      return Math.round(payload.length * AC3_SAMPLES * clockRate / config.sampleRate);
    case "Opus":
      return opusDuration(payload, clockRate);
    case "G711":
      return samples(payload, config.channels, config.sampleRate, clockRate);
    case "LPCM":
      return samples(payload, config.channels * config.bitDepth / 8, config.sampleRate, clockRate);
    default:
      return undefined;
  }
}

function mpegDuration(payload: readonly Uint8Array[], clockRate: number): number | undefined {
  let seconds = 0;
  for (const frame of payload) {
    const header = parseFrameHeader(frame);
    if (isMalformed(header)) return undefined;
    seconds += header.samples / header.sampleRate;
  }
  return Math.round(seconds * clockRate);
}

function opusDuration(payload: readonly Uint8Array[], clockRate: number): number | undefined {
  let ticks = 0;
  for (const packet of payload) {
    const duration = packetDuration(packet);
    if (isMalformed(duration)) return undefined;
    ticks += duration;
  }
  return Math.round(ticks * clockRate / 48000);
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
