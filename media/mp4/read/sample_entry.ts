import { readDac3 } from "media/codecs/ac3/record.ts";
import { readAv1C } from "media/codecs/av1/record.ts";
import { readDfLa } from "media/codecs/flac/record.ts";
import { readAvcC } from "media/codecs/h264/record.ts";
import { readHvcC } from "media/codecs/h265/record.ts";
import type { LengthSize } from "media/codecs/nal_record.ts";
import { readDOps } from "media/codecs/opus/head.ts";
import { configOfHead } from "media/codecs/opus/record.ts";
import { readVpcC } from "media/codecs/vp9/record.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { type Box, boxesIn, contentOf, find, fullBoxOf } from "./box.ts";
import { readEsds, readPcmC } from "./codec_config.ts";

/** How the samples of a track are coded (ISO/IEC 14496-12 §8.5.2). */
export interface SampleEntry {
  /** Four characters: `avc1`. */
  readonly format: string;
  /** Undefined for codecs that are not known. */
  readonly config: TrackConfig | undefined;
  /** Of H264 and H265. */
  readonly lengthSize?: LengthSize;
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
  avc1: visual("avcC", readAvcC),
  avc3: visual("avcC", readAvcC),
  hvc1: visual("hvcC", readHvcC),
  hev1: visual("hvcC", readHvcC),
  av01: visual("av1C", (content) => plain(readAv1C(content))),
  vp09: visual("vpcC", (content) => plain(readVpcC(content))),
  Opus: audio("dOps", (content) => {
    const head = readDOps(content);
    return isMalformed(head) ? head : plain(configOfHead(head));
  }),
  fLaC: audio("dfLa", (content) => plain(readDfLa(content))),
  "ac-3": audio("dac3", (content) => plain(readDac3(content))),
  mp4a: readMp4a,
  ipcm: readIpcm,
};

function visual(type: string, read: (content: Uint8Array) => Read): EntryReader {
  return (bytes, entry) => withBox(bytes, { from: entry.from + VISUAL, to: entry.to }, type, read);
}

function audio(type: string, read: (content: Uint8Array) => Read): EntryReader {
  return (bytes, entry) => withBox(bytes, audioBoxes(bytes, entry), type, read);
}

function plain(config: TrackConfig | undefined | Malformed): Read {
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
  return withBox(bytes, wave ?? boxes, "esds", (content) => plain(readEsds(content)));
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
    const format = readPcmC(content);
    if (isMalformed(format)) return format;
    const { bitDepth, littleEndian } = format;
    return { config: { codec: "LPCM", bitDepth, sampleRate, channels }, littleEndian };
  });
}
