import { isMalformed, Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { type Box, boxesIn, contentOf, find, fullBoxOf } from "./box.ts";
import * as configs from "./codec_config.ts";

/** How the samples of a track are coded (ISO/IEC 14496-12 §8.5.2). */
export interface SampleEntry {
  /** Four characters: `avc1`. */
  readonly format: string;
  /** Undefined for codecs that are not known. */
  readonly config: TrackConfig | undefined;
  /** Of H264 and H265. */
  readonly lengthSize?: configs.LengthSize;
  /** LPCM, least significant byte first. */
  readonly littleEndian?: boolean;
}

/** Bytes of the fixed fields before the boxes of an entry (§12.1.3, §12.2.3), by its version for QuickTime's. */
const VISUAL = 78, AUDIO: readonly number[] = [28, 44, 64];

/** Reads the one entry of a sample description box. */
export function readSampleEntry(bytes: Uint8Array, stsd: Box): SampleEntry | Malformed {
  const { reader } = fullBoxOf(bytes, stsd), count = reader.u32();
  const [entry] = boxesIn(bytes, reader.at, stsd.to);
  if (reader.overrun || !entry || entry.cut) return new Malformed("MP4: no sample description");
  if (count !== 1) return new Malformed("MP4: several sample descriptions in a track");
  const read = READERS[entry.type]?.(bytes, entry) ?? { config: undefined };
  return isMalformed(read) ? read : { format: entry.type, ...read };
}

type Read = Omit<SampleEntry, "format"> | Malformed;
type EntryReader = (bytes: Uint8Array, entry: Box) => Read;

const READERS: Readonly<Record<string, EntryReader>> = {
  avc1: visual("avcC", configs.readAvcC),
  avc3: visual("avcC", configs.readAvcC),
  hvc1: visual("hvcC", configs.readHvcC),
  hev1: visual("hvcC", configs.readHvcC),
  av01: visual("av1C", (bytes) => plain(configs.readAv1C(bytes))),
  vp09: visual("vpcC", (bytes) => plain(configs.readVpcC(bytes))),
  Opus: (bytes, entry) => withBox(bytes, audioBoxes(bytes, entry), "dOps", opus),
  mp4a: readMp4a,
  ipcm: readIpcm,
};

function visual(type: string, read: (content: Uint8Array) => Read): EntryReader {
  return (bytes, entry) => withBox(bytes, { from: entry.from + VISUAL, to: entry.to }, type, read);
}

function opus(content: Uint8Array): Read {
  return plain(configs.readDOps(content));
}

function plain(config: TrackConfig | Malformed): Read {
  return isMalformed(config) ? config : { config };
}

/** Reads the content of the box of a type within an entry. */
function withBox(
  bytes: Uint8Array,
  within: { readonly from: number; readonly to: number },
  type: string,
  read: (content: Uint8Array) => Read,
): Read {
  const box = within.from <= within.to ? find(bytes, within, type) : undefined;
  if (!box) return new Malformed(`MP4: sample description without ${type}`);
  return read(bytes.subarray(box.from, box.to));
}

function audioBoxes(bytes: Uint8Array, entry: Box) {
  const reader = contentOf(bytes, entry);
  reader.skip(8);
  return { from: entry.from + (AUDIO[reader.u16()] ?? AUDIO[0]), to: entry.to };
}

/** QuickTime's files hide the descriptor in a `wave` box. */
function readMp4a(bytes: Uint8Array, entry: Box): Read {
  const boxes = audioBoxes(bytes, entry);
  const wave = boxes.from <= boxes.to ? find(bytes, boxes, "wave") : undefined;
  return withBox(bytes, wave ?? boxes, "esds", (content) => plain(configs.readEsds(content)));
}

function readIpcm(bytes: Uint8Array, entry: Box): Read {
  const reader = contentOf(bytes, entry);
  reader.skip(16);
  const channels = reader.u16();
  reader.skip(6);
  const sampleRate = reader.u32() >>> 16;
  if (reader.overrun || channels === 0 || channels > 255 || sampleRate === 0) {
    return new Malformed("MP4: sample description of LPCM out of range");
  }
  return withBox(bytes, audioBoxes(bytes, entry), "pcmC", (content) => {
    const format = configs.readPcmC(content);
    if (isMalformed(format)) return format;
    const { bitDepth, littleEndian } = format;
    return { config: { codec: "LPCM", bitDepth, sampleRate, channels }, littleEndian };
  });
}
