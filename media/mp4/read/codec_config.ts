import { parseAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { OBU_SEQUENCE_HEADER, obuType, splitObus } from "media/codecs/av1/obu.ts";
import { NAL_PPS, NAL_SPS, nalType } from "media/codecs/h264/nal_type.ts";
import * as h265 from "media/codecs/h265/nal_type.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { readDecoderConfig } from "./descriptor.ts";
import { FieldReader } from "./reader.ts";

/** Bytes of the length before each NAL unit of a sample. */
export type LengthSize = 1 | 2 | 4;

/** A config of NAL units, and how samples divide them. */
export interface NalConfig<C> {
  readonly config: C;
  readonly lengthSize: LengthSize;
}

/** Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1): the first set of each kind counts. */
export function readAvcC(bytes: Uint8Array): NalConfig<ConfigOf<"H264">> | Malformed {
  const reader = new FieldReader(bytes);
  reader.skip(4);
  const lengthSize = lengthSizeOf(reader.u8());
  const sets = readNalUnits(reader, bytes, reader.u8() & 0x1f);
  sets.push(...readNalUnits(reader, bytes, reader.u8()));
  if (reader.overrun) return new Malformed("MP4: avcC is cut short");
  if (!lengthSize) return new Malformed("MP4: length size in avcC out of range");
  const sps = sets.find((set) => nalType(set) === NAL_SPS && set.length > 3);
  const pps = sets.find((set) => nalType(set) === NAL_PPS);
  return { config: { codec: "H264", ...sps && { sps }, ...pps && { pps } }, lengthSize };
}

/** Reads an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 §8.3.3.1): the first set of each kind counts. */
export function readHvcC(bytes: Uint8Array): NalConfig<ConfigOf<"H265">> | Malformed {
  const reader = new FieldReader(bytes);
  reader.skip(21);
  const lengthSize = lengthSizeOf(reader.u8());
  const sets: Uint8Array[] = [];
  for (let arrays = reader.u8(); arrays > 0 && !reader.overrun; arrays--) {
    reader.skip(1);
    sets.push(...readNalUnits(reader, bytes, reader.u16()));
  }
  if (reader.overrun) return new Malformed("MP4: hvcC is cut short");
  if (!lengthSize) return new Malformed("MP4: length size in hvcC out of range");
  const set = (type: number) => sets.find((nal) => h265.nalType(nal) === type);
  const [vps, sps, pps] = [h265.NAL_VPS, h265.NAL_SPS, h265.NAL_PPS].map(set);
  const config = {
    codec: "H265",
    ...vps && { vps },
    ...sps && { sps },
    ...pps && { pps },
  } as const;
  return { config, lengthSize };
}

function lengthSizeOf(byte: number): LengthSize | undefined {
  return ([1, 2, undefined, 4] as const)[byte & 3];
}

/** NAL units behind lengths of 16 bits, copied, since they outlive the file. */
function readNalUnits(reader: FieldReader, bytes: Uint8Array, count: number): Uint8Array[] {
  const units: Uint8Array[] = [];
  for (let i = 0; i < count && !reader.overrun; i++) {
    const length = reader.u16(), from = reader.at;
    reader.skip(length);
    if (!reader.overrun) units.push(bytes.slice(from, from + length));
  }
  return units;
}

/** Reads an AV1CodecConfigurationRecord (AV1-ISOBMFF §2.3.3): the sequence header, where it holds one. */
export function readAv1C(bytes: Uint8Array): ConfigOf<"AV1"> | Malformed {
  if (bytes.length < 4) return new Malformed("MP4: av1C is cut short");
  const obus = splitObus(bytes.subarray(4));
  if (isMalformed(obus)) return obus;
  const sequenceHeader = obus.find((obu) => obuType(obu) === OBU_SEQUENCE_HEADER);
  return { codec: "AV1", ...sequenceHeader && { sequenceHeader } };
}

/** Reads a VPCodecConfigurationRecord (VP9-ISOBMFF §VP Codec Configuration Box). */
export function readVpcC(bytes: Uint8Array): ConfigOf<"VP9"> | Malformed {
  if (bytes.length < 12) return new Malformed("MP4: vpcC is cut short");
  return bytes[4] <= 3
    ? { codec: "VP9", profile: bytes[4] }
    : new Malformed("MP4: profile in vpcC out of range");
}

/** Reads an OpusSpecificBox (Opus in ISOBMFF §4.3.2). */
export function readDOps(bytes: Uint8Array): ConfigOf<"Opus"> | Malformed {
  if (bytes.length < 11) return new Malformed("MP4: dOps is cut short");
  const channels = bytes[1], family = bytes[10];
  const limit = family === 0 ? 2 : family === 1 ? 8 : 0;
  if (channels === 0 || channels > limit) {
    return new Malformed("MP4: channels in dOps out of range");
  }
  return { codec: "Opus", channels };
}

/** Reads an ESDBox of AAC (ISO/IEC 14496-14 §5.6). */
export function readEsds(bytes: Uint8Array): ConfigOf<"MPEG-4 Audio"> | Malformed {
  const config = readDecoderConfig(bytes);
  if (isMalformed(config)) return config;
  const parsed = parseAudioSpecificConfig(config);
  if (isMalformed(parsed)) return parsed;
  return {
    codec: "MPEG-4 Audio",
    config,
    sampleRate: parsed.sbr?.sampleRate ?? parsed.sampleRate,
    channels: parsed.sbr?.ps ? 2 : parsed.channels,
  };
}

/** Integer samples as a PCMConfig box tells (ISO/IEC 23003-5 §5.2). */
export interface PcmFormat {
  readonly bitDepth: 8 | 16 | 24;
  readonly littleEndian: boolean;
}

/** Reads a PCMConfig box. */
export function readPcmC(bytes: Uint8Array): PcmFormat | Malformed {
  if (bytes.length < 6) return new Malformed("MP4: pcmC is cut short");
  const bitDepth = bytes[5];
  if (bitDepth !== 8 && bitDepth !== 16 && bitDepth !== 24) {
    return new Malformed(`MP4: samples of ${bitDepth} bits are not supported`);
  }
  return { bitDepth, littleEndian: (bytes[4] & 1) === 1 };
}
