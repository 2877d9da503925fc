import { BitWriter } from "media/bits.ts";
import { AAC_LC, encodeAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { isMalformed } from "media/malformed.ts";
import { evenReel, type Reel } from "./reel.ts";

/** Units of samples per second: where the filler gives way, less than one of them is missing. */
const UNITS = 50;

/** Silence of AAC-LC. Throws where the channels, 1–6 or 8 elsewhere, cannot be had. */
export function silentAac(sampleRate: number, channels: number): Reel {
  const form = { objectType: AAC_LC, sampleRate, channels, frameLength: 1024 } as const;
  const config = encodeAudioSpecificConfig(form);
  if (isMalformed(config)) throw new Error(`Cannot fill in: ${config.reason}`);
  const track = { codec: "MPEG-4 Audio", config, sampleRate, channels } as const;
  return evenReel("audio", track, [[silentFrame(channels)]], form.frameLength);
}

/** Syntax elements of raw data blocks (ISO 14496-3 table 4.85). */
const SINGLE = 0, PAIR = 1, LOW_FREQUENCY = 3, END = 7;

/** The elements of a raw data block, by channels (ISO 14496-3 table 1.19). */
const ELEMENTS: Readonly<Record<number, readonly number[]>> = {
  1: [SINGLE],
  2: [PAIR],
  3: [SINGLE, PAIR],
  4: [SINGLE, PAIR, SINGLE],
  5: [SINGLE, PAIR, PAIR],
  6: [SINGLE, PAIR, PAIR, LOW_FREQUENCY],
  8: [SINGLE, PAIR, PAIR, PAIR, LOW_FREQUENCY],
};

/** A raw data block whose channels have no scale factor bands, and so no spectrum (ISO 14496-3 §4.4.2.1). */
function silentFrame(channels: number): Uint8Array {
  const writer = new BitWriter(), tags = [0, 0, 0, 0];
  for (const element of ELEMENTS[channels]) {
    writer.u(element, 3).u(tags[element]++, 4);
    if (element === PAIR) writer.flag(false); // no common window
    for (let i = element === PAIR ? 2 : 1; i > 0; i--) writeSilentChannel(writer);
  }
  return writer.u(END, 3).bytes();
}

/** individual_channel_stream: gain, a long window without bands, no pulses, noise shaping or gain control. */
function writeSilentChannel(writer: BitWriter): void {
  writer.u(0, 8).u(0, 1).u(0, 2).u(0, 1).u(0, 6).u(0, 1).u(0, 3);
}

/** Silence of Opus in stereo: 20 ms of CELT without energy (RFC 6716 §3.1). */
export function silentOpus(): Reel {
  const config = { codec: "Opus", channels: 2 } as const;
  return evenReel("audio", config, [[Uint8Array.of(0xfc, 0xff, 0xfe)]], 960);
}

/** Silence of G711. */
export function silentG711(sampleRate: number, channels: number, muLaw: boolean): Reel {
  const config = { codec: "G711", sampleRate, channels, muLaw } as const;
  const samples = Math.floor(sampleRate / UNITS);
  const payload = new Uint8Array(samples * channels).fill(muLaw ? 0xff : 0xd5);
  return evenReel("audio", config, [[payload]], samples);
}

/** Silence of LPCM with 16 bits a sample. */
export function silentLpcm(sampleRate: number, channels: number): Reel {
  const config = { codec: "LPCM", bitDepth: 16, sampleRate, channels } as const;
  const samples = Math.floor(sampleRate / UNITS);
  return evenReel("audio", config, [[new Uint8Array(samples * channels * 2)]], samples);
}
