import { readU16 } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { isStandard } from "./huffman.ts";
import type { QuantizationTables } from "./quantization.ts";

/** A JPEG image in the terms of RTP (RFC 2435 §3.1). */
export interface JpegImage {
  /** Chroma samples: 0 is 4:2:2, 1 is 4:2:0. */
  readonly type: 0 | 1;
  readonly width: number;
  readonly height: number;
  readonly quantization: QuantizationTables;
  /** Units between restart markers; 0 without any. */
  readonly restartInterval: number;
  /** Entropy-coded data with restart markers, without the end of the image; a view. */
  readonly scan: Uint8Array;
}

const SOF0 = 0xc0;
const DHT = 0xc4;
const SOF15 = 0xcf;
const JPG = 0xc8;
const DAC = 0xcc;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const DRI = 0xdd;
const FILL = 0xff;
const TABLE = 64;
/** Blocks of luma (columns, rows) of the types 0 and 1, beside one of each chroma. */
const SAMPLING = [0x21, 0x22];

/** What the segments told so far. */
interface Segments {
  readonly tables: (Uint8Array | undefined)[];
  restartInterval: number;
  frame?: Frame;
}

interface Frame {
  readonly type: 0 | 1;
  readonly width: number;
  readonly height: number;
  readonly components: readonly number[];
  /** Quantization tables of luma and chroma. */
  readonly selectors: readonly [number, number];
}

/**
 * Reads a baseline JPEG image that RTP can carry: three components in one scan, 4:2:2 or 4:2:0, tables of 8 bits, one
 * for both chroma components, and the standard Huffman tables. Malformed for any other.
 */
export function parseJpeg(image: Uint8Array): JpegImage | Malformed {
  if (image[0] !== 0xff || image[1] !== SOI) return new Malformed("JPEG: no start of image");
  const segments: Segments = { tables: [], restartInterval: 0 };
  for (let at = 2; at + 4 <= image.length;) {
    if (image[at] !== 0xff) return new Malformed("JPEG: no marker");
    const marker = image[at + 1];
    if (marker === FILL) {
      at++;
      continue;
    }
    const end = at + 2 + readU16(image, at + 2);
    if (end > image.length || end < at + 4) return new Malformed("JPEG: segment is cut short");
    const body = image.subarray(at + 4, end);
    if (marker === SOS) return finish(segments, body, image, end);
    const fault = readSegment(segments, marker, body);
    if (fault) return fault;
    at = end;
  }
  return new Malformed("JPEG: no scan");
}

function readSegment(segments: Segments, marker: number, body: Uint8Array): Malformed | undefined {
  if (marker === DQT) return readTables(segments, body);
  if (marker === DHT) {
    return isStandard(body)
      ? undefined
      : new Malformed("JPEG: Huffman tables are not the standard");
  }
  if (marker === DRI) {
    if (body.length !== 2) return new Malformed("JPEG: DRI has a wrong size");
    segments.restartInterval = readU16(body, 0);
  } else if (marker === SOF0) {
    const frame = readFrame(body);
    if (isMalformed(frame)) return frame;
    segments.frame = frame;
  } else if (marker > SOF0 && marker <= SOF15 && marker !== JPG && marker !== DAC) {
    return new Malformed("JPEG: not baseline");
  } else if (marker === EOI || marker === SOI) return new Malformed("JPEG: no scan");
  return undefined;
}

function readTables({ tables }: Segments, body: Uint8Array): Malformed | undefined {
  if (body.length % (1 + TABLE) !== 0) return new Malformed("JPEG: DQT has a wrong size");
  for (let at = 0; at < body.length; at += 1 + TABLE) {
    if (body[at] > 3) return new Malformed("JPEG: quantization table is not of 8 bits");
    tables[body[at]] = body.subarray(at + 1, at + 1 + TABLE);
  }
  return undefined;
}

/** Reads SOF0: precision, height, width, and id, sampling and table of each component. */
function readFrame(body: Uint8Array): Frame | Malformed {
  if (body.length !== 15 || body[0] !== 8 || body[5] !== 3) {
    return new Malformed("JPEG: not three components of 8 bits");
  }
  const height = readU16(body, 1);
  const width = readU16(body, 3);
  if (width === 0 || height === 0) return new Malformed("JPEG: no size");
  const type = SAMPLING.indexOf(body[7]);
  if (type < 0 || body[10] !== 0x11 || body[13] !== 0x11) {
    return new Malformed("JPEG: neither 4:2:2 nor 4:2:0");
  }
  if (body[11] !== body[14]) return new Malformed("JPEG: chroma has two quantization tables");
  return {
    ...{ type: type as 0 | 1, width, height },
    components: [body[6], body[9], body[12]],
    selectors: [body[8], body[11]],
  };
}

function finish(
  { frame, tables, restartInterval }: Segments,
  scan: Uint8Array,
  image: Uint8Array,
  start: number,
): JpegImage | Malformed {
  if (!frame) return new Malformed("JPEG: scan without a frame");
  if (!isPlainScan(scan, frame.components)) {
    return new Malformed("JPEG: scan is not the standard one");
  }
  const [luma, chroma] = frame.selectors.map((selector) => tables[selector]);
  if (!luma || !chroma) return new Malformed("JPEG: no quantization table");
  const { type, width, height } = frame;
  return {
    ...{ type, width, height, restartInterval },
    quantization: [luma, chroma],
    scan: image.subarray(start, endOfScan(image, start)),
  };
}

/** Whether a scan header holds all components in order, with the Huffman tables RTP takes for granted. */
function isPlainScan(header: Uint8Array, components: readonly number[]): boolean {
  const [first, second, third] = components;
  const plain = [3, first, 0, second, 0x11, third, 0x11, 0, 63, 0];
  return header.length === plain.length && plain.every((byte, i) => header[i] === byte);
}

/** Where the last end of image is, or the end; within the scan, FF is followed by 00 or a restart marker. */
function endOfScan(image: Uint8Array, start: number): number {
  for (let at = image.length - 2; at >= start; at--) {
    if (image[at] === 0xff && image[at + 1] === EOI) return at;
  }
  return image.length;
}
