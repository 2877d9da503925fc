import { concat, writeU16 } from "media/bytes.ts";
import { STANDARD_TABLES } from "./huffman.ts";
import type { JpegImage } from "./jpeg.ts";

/** End of image, behind the scan. */
export const END_OF_IMAGE: Uint8Array = Uint8Array.of(0xff, 0xd9);

const START_OF_IMAGE = Uint8Array.of(0xff, 0xd8);
const HUFFMAN = segment(0xc4, STANDARD_TABLES);
const SCAN = segment(0xda, Uint8Array.of(3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0));

/** All that goes before the scan of an image that RTP carried (RFC 2435 Appendix B). */
export function buildJpegHeader(image: Omit<JpegImage, "scan">): Uint8Array {
  const { quantization: [luma, chroma], restartInterval } = image;
  const parts = [START_OF_IMAGE, segment(0xdb, Uint8Array.of(0, ...luma, 1, ...chroma))];
  if (restartInterval > 0) {
    parts.push(segment(0xdd, Uint8Array.of(restartInterval >> 8, restartInterval)));
  }
  parts.push(frame(image), HUFFMAN, SCAN);
  return concat(parts);
}

function frame({ type, width, height }: Pick<JpegImage, "type" | "width" | "height">): Uint8Array {
  const sampling = type === 0 ? 0x21 : 0x22;
  const body = Uint8Array.of(8, 0, 0, 0, 0, 3, 1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1);
  writeU16(body, 1, height);
  writeU16(body, 3, width);
  return segment(0xc0, body);
}

function segment(marker: number, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + body.length);
  out[0] = 0xff;
  out[1] = marker;
  writeU16(out, 2, 2 + body.length);
  out.set(body, 4);
  return out;
}
