import { BitReader, BitWriter } from "media/bits.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import {
  encodeAudioSpecificConfig,
  parseAudioSpecificConfig,
  readAudioSpecificConfig,
  readSbrBehind,
  SBR_SYNC,
  writeAudioSpecificConfig,
} from "./audio_specific_config.ts";

const NO_BUFFER_FULLNESS = 0xff;

/**
 * Reads a StreamMuxConfig of LATM (ISO 14496-3 §1.7.3) of one frame of one layer, and nothing else, in each element:
 * the AudioSpecificConfig in it. Malformed for all others.
 */
export function parseStreamMuxConfig(bytes: Uint8Array): Uint8Array | Malformed {
  const reader = new BitReader(bytes), version = readVersion(reader);
  if (isMalformed(version)) return version;
  const config = version === 1 ? readSized(reader) : readUnsized(reader, bytes);
  if (isMalformed(config)) return config;
  // GStreamer leaves out what follows.
  return readFraming(reader) ?? config;
}

/** Reads one that something else follows, as in LOAS: the AudioSpecificConfig in it. */
export function readStreamMuxConfig(reader: BitReader): Uint8Array | Malformed {
  const version = readVersion(reader);
  if (isMalformed(version)) return version;
  const parsed = version === 1 ? undefined : readAudioSpecificConfig(reader);
  if (isMalformed(parsed)) return parsed;
  const config = parsed ? encodeAudioSpecificConfig(parsed) : readSized(reader);
  const failed = readFraming(reader);
  if (failed) return failed;
  if (reader.flag()) reader.skip(8); // CRC
  return reader.overrun ? new Malformed("LATM: config is cut short") : config;
}

/** What comes before the AudioSpecificConfig: audioMuxVersion. */
function readVersion(reader: BitReader): number | Malformed {
  const version = reader.u(1);
  if (version === 1) {
    if (reader.flag()) return new Malformed("LATM: version is not known");
    readValue(reader); // buffer fullness
  }
  reader.skip(1); // all streams have the same framing
  const frames = reader.u(6) + 1, programs = reader.u(4) + 1, layers = reader.u(3) + 1;
  if (frames === 1 && programs === 1 && layers === 1) return version;
  return new Malformed("LATM: several frames, programs or layers are not supported");
}

/** What comes behind it. */
function readFraming(reader: BitReader): Malformed | undefined {
  const lengthType = reader.u(3);
  reader.skip(8); // buffer fullness
  if (lengthType !== 0) return new Malformed("LATM: frames of fixed length are not supported");
  return reader.flag() ? new Malformed("LATM: other data are not supported") : undefined;
}

/** LatmGetValue (§1.7.3.1, table 1.43). */
function readValue(reader: BitReader): number {
  const bytes = reader.u(2) + 1;
  return reader.u(8 * bytes);
}

function readSized(reader: BitReader): Uint8Array | Malformed {
  const bits = readValue(reader);
  if (bits > reader.remaining) return new Malformed("LATM: config is cut short");
  const writer = new BitWriter();
  for (let left = bits; left > 0; left -= 8) {
    writer.u(reader.u(Math.min(8, left)), Math.min(8, left));
  }
  return writer.bytes();
}

/** GStreamer puts in extensions as well, which then are the rest. */
function readUnsized(reader: BitReader, bytes: Uint8Array): Uint8Array | Malformed {
  const config = readAudioSpecificConfig(reader);
  if (isMalformed(config)) return config;
  if (bitsFrom(bytes, reader.position).u(11) !== SBR_SYNC) return encodeAudioSpecificConfig(config);
  const sbr = config.sbr ? undefined : readSbrBehind(bitsFrom(bytes, reader.position));
  reader.skip(reader.remaining);
  return encodeAudioSpecificConfig(sbr ? { ...config, sbr } : config);
}

function bitsFrom(bytes: Uint8Array, position: number): BitReader {
  const reader = new BitReader(bytes);
  reader.skip(position);
  return reader;
}

/** Writes a StreamMuxConfig with an AudioSpecificConfig, of which it has no room for extensions of old decoders. */
export function encodeStreamMuxConfig(audioSpecificConfig: Uint8Array): Uint8Array | Malformed {
  const config = parseAudioSpecificConfig(audioSpecificConfig);
  if (isMalformed(config)) return config;
  const writer = new BitWriter().u(0, 1).flag(true).u(0, 6).u(0, 4).u(0, 3);
  const failed = writeAudioSpecificConfig(writer, config);
  if (failed) return failed;
  return writer.u(0, 3).u(NO_BUFFER_FULLNESS, 8).flag(false).flag(false).bytes();
}
