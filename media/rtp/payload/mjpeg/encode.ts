import { concat, writeU16, writeU24 } from "media/bytes.ts";
import { type JpegImage, parseJpeg } from "media/codecs/mjpeg/jpeg.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { marked, type PackedPayload, type Packetizer } from "../payload.ts";
import { MAIN_HEADER, MAX_SIZE, RESTART, RESTART_HEADER, TABLE, TABLE_HEADER } from "./header.ts";

/** Packetizer of M-JPEG (RFC 2435) with its tables in band; only of images that RTP can carry. */
export const mjpegPacketizer: Packetizer = {
  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] | Malformed {
    const packed: PackedPayload[] = [];
    for (const bytes of payload) {
      const image = parseJpeg(bytes);
      if (isMalformed(image)) return image;
      if (image.width > MAX_SIZE || image.height > MAX_SIZE) {
        return new Malformed(`M-JPEG: ${image.width}x${image.height} is over ${MAX_SIZE} pixels`);
      }
      packed.push(...packImage(image, payloadMax));
    }
    return packed;
  },
};

function packImage(image: JpegImage, payloadMax: number): PackedPayload[] {
  const { scan } = image;
  const payloads: Uint8Array[][] = [];
  const tables = tablesOf(image);
  for (let at = 0; at === 0 || at < scan.length;) {
    const header = headerOf(image, at);
    const parts = at === 0 ? [header, tables] : [header];
    const to = at + payloadMax - header.length - (at === 0 ? tables.length : 0);
    payloads.push([...parts, scan.subarray(at, to)]);
    at = to;
  }
  return marked(payloads);
}

/** Main header, and restart marker header saying that only whole images can be decoded. */
function headerOf({ type, width, height, restartInterval }: JpegImage, offset: number): Uint8Array {
  const restarts = restartInterval > 0;
  const header = new Uint8Array(MAIN_HEADER + (restarts ? RESTART_HEADER : 0));
  writeU24(header, 1, offset);
  header[4] = type | (restarts ? RESTART : 0);
  header[5] = 255;
  header[6] = Math.ceil(width / 8);
  header[7] = Math.ceil(height / 8);
  if (restarts) {
    writeU16(header, MAIN_HEADER, restartInterval);
    writeU16(header, MAIN_HEADER + 2, 0xffff);
  }
  return header;
}

function tablesOf({ quantization }: JpegImage): Uint8Array {
  const header = new Uint8Array(TABLE_HEADER);
  writeU16(header, 2, 2 * TABLE);
  return concat([header, ...quantization]);
}
