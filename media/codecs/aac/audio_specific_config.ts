import { BitReader, BitWriter } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import { channelConfiguration, channelsOf, sampleRateIndex, sampleRateOf } from "./sample_rate.ts";

/** Audio object types (ISO 14496-3 table 1.17). */
export const AAC_MAIN = 1;
export const AAC_LC = 2;
export const AAC_SSR = 3;
export const AAC_LTP = 4;
const SBR = 5;
const PS = 29;

const ESCAPE_TYPE = 31;
const ESCAPE_RATE = 15;
/** Begins what extends a config for decoders that know it (ISO 14496-3 §1.6.6.1). */
export const SBR_SYNC = 0x2b7;
const PS_SYNC = 0x548;

/** AudioSpecificConfig (ISO 14496-3 §1.6.2.1) of AAC with 1–7 as channel configuration. */
export interface AudioSpecificConfig {
  /** Of the core: AAC_MAIN, AAC_LC, AAC_SSR or AAC_LTP. */
  readonly objectType: number;
  /** Of the core, in Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples of a frame. */
  readonly frameLength: 1024 | 960;
  /** core_coder_delay, where it depends on a core coder. */
  readonly coreCoderDelay?: number;
  /** Spectral band replication, signalled explicitly (§1.6.5). */
  readonly sbr?: Sbr;
}

export interface Sbr {
  /** Hierarchical: the type comes first; otherwise it follows the core's, for old decoders. */
  readonly hierarchical: boolean;
  /** Of the output, in Hz. */
  readonly sampleRate: number;
  /** Parametric stereo as well. */
  readonly ps: boolean;
}

/** Reads an AudioSpecificConfig; what follows it is not looked at. */
export function parseAudioSpecificConfig(config: Uint8Array): AudioSpecificConfig | Malformed {
  const reader = new BitReader(config), core = readAudioSpecificConfig(reader);
  if (core instanceof Malformed || core.sbr) return core;
  const sbr = readSbrBehind(reader);
  return sbr ? { ...core, sbr } : core;
}

/** Reads one that something else follows: without what extends it for decoders that know. */
export function readAudioSpecificConfig(reader: BitReader): AudioSpecificConfig | Malformed {
  let objectType = readObjectType(reader);
  const sampleRate = readSampleRate(reader);
  const channels = channelsOf(reader.u(4));
  let sbr: Sbr | undefined;
  if (objectType === SBR || objectType === PS) {
    const ps = objectType === PS;
    const output = readSampleRate(reader);
    if (!output) return new Malformed("AAC: sampling frequency out of range");
    sbr = { hierarchical: true, sampleRate: output, ps };
    objectType = readObjectType(reader);
  }
  if (reader.overrun) return new Malformed("AAC: config is cut short");
  if (objectType < AAC_MAIN || objectType > AAC_LTP) {
    return new Malformed(`AAC: object type ${objectType} is not supported`);
  }
  if (!sampleRate) return new Malformed("AAC: sampling frequency out of range");
  if (!channels) return new Malformed("AAC: channel configuration out of range");
  const frameLength = reader.flag() ? 960 : 1024;
  const coreCoderDelay = reader.flag() ? reader.u(14) : undefined;
  reader.skip(1); // extension
  if (reader.overrun) return new Malformed("AAC: config is cut short");
  return {
    ...{ objectType, sampleRate, channels, frameLength },
    ...(coreCoderDelay !== undefined && { coreCoderDelay }),
    ...(sbr && { sbr }),
  };
}

function readObjectType(reader: BitReader): number {
  const type = reader.u(5);
  return type === ESCAPE_TYPE ? 32 + reader.u(6) : type;
}

function readSampleRate(reader: BitReader): number | undefined {
  const index = reader.u(4);
  return index === ESCAPE_RATE ? reader.u(24) || undefined : sampleRateOf(index);
}

/** Reads backward compatible signalling, if there is any (ISO 14496-3 §1.6.6.1). */
export function readSbrBehind(reader: BitReader): Sbr | undefined {
  if (reader.u(11) !== SBR_SYNC || readObjectType(reader) !== SBR || !reader.flag()) {
    return undefined;
  }
  const sampleRate = readSampleRate(reader);
  const broken = reader.overrun || !sampleRate;
  const ps = reader.u(11) === PS_SYNC && reader.flag();
  return broken ? undefined : { hierarchical: false, sampleRate, ps };
}

/** Writes an AudioSpecificConfig; Malformed where the channels have no configuration. */
export function encodeAudioSpecificConfig(config: AudioSpecificConfig): Uint8Array | Malformed {
  const writer = new BitWriter(), failed = writeAudioSpecificConfig(writer, config);
  if (failed) return failed;
  if (config.sbr && !config.sbr.hierarchical) writeSbrBehind(writer, config.sbr);
  return writer.bytes();
}

/** Writes one that something else follows: without what extends it for decoders that know. */
export function writeAudioSpecificConfig(
  writer: BitWriter,
  config: AudioSpecificConfig,
): Malformed | undefined {
  const { objectType, sampleRate, channels, frameLength, coreCoderDelay, sbr } = config;
  const configuration = channelConfiguration(channels);
  if (configuration < 0) return new Malformed(`AAC: ${channels} channels have no configuration`);
  const hierarchical = sbr?.hierarchical === true;
  writer.u(hierarchical ? (sbr.ps ? PS : SBR) : objectType, 5);
  writeSampleRate(writer, sampleRate);
  writer.u(configuration, 4);
  if (hierarchical) {
    writeSampleRate(writer, sbr.sampleRate);
    writer.u(objectType, 5);
  }
  writer.flag(frameLength === 960).flag(coreCoderDelay !== undefined);
  if (coreCoderDelay !== undefined) writer.u(coreCoderDelay, 14);
  writer.flag(false);
  return undefined;
}

function writeSampleRate(writer: BitWriter, sampleRate: number): void {
  const index = sampleRateIndex(sampleRate);
  if (index >= 0) writer.u(index, 4);
  else writer.u(ESCAPE_RATE, 4).u(sampleRate, 24);
}

function writeSbrBehind(writer: BitWriter, sbr: Sbr): void {
  writer.u(SBR_SYNC, 11).u(SBR, 5).flag(true);
  writeSampleRate(writer, sbr.sampleRate);
  if (sbr.ps) writer.u(PS_SYNC, 11).flag(true);
}
