import { readU16, readU24 } from "media/bytes.ts";
import { buildJpegHeader, END_OF_IMAGE } from "media/codecs/mjpeg/header.ts";
import { type QuantizationTables, quantizationTables } from "media/codecs/mjpeg/quantization.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { Fragments, type PayloadReader, UnitJoiner } from "../joiner.ts";
import type { Depacketizer } from "../payload.ts";
import {
  DYNAMIC_TABLES,
  MAIN_HEADER,
  RESTART,
  RESTART_HEADER,
  TABLE,
  TABLE_HEADER,
} from "./header.ts";

/** Depacketizer of M-JPEG (RFC 2435, types 0, 1, 64 and 65): whole JPEG images with their headers. */
export function mjpegDepacketizer(): Depacketizer {
  return new UnitJoiner(new MjpegReader());
}

class MjpegReader implements PayloadReader {
  private readonly image = new Fragments();
  /** Tables sent before, by the Q that stands for them. */
  private readonly tables = new Map<number, QuantizationTables>();
  private size = 0;
  /** The last two bytes of the image so far, which may have come in two packets. */
  private tail = 0;

  read(payload: Uint8Array): Malformed | undefined {
    const at = MAIN_HEADER + (payload[4] & RESTART ? RESTART_HEADER : 0);
    if (payload.length < at) return new Malformed("M-JPEG: payload is too short");
    const offset = readU24(payload, 1);
    const data = offset === 0 ? this.begin(payload, at) : this.follow(payload.subarray(at), offset);
    if (isMalformed(data)) return data;
    this.size = offset + data.length;
    for (const byte of data.subarray(-2)) this.tail = (this.tail << 8 | byte) & 0xffff;
    return undefined;
  }

  finish(): Uint8Array[] {
    if (this.image.open && this.tail !== 0xffd9) this.image.append(END_OF_IMAGE);
    const image = this.image.end();
    return image ? [image] : [];
  }

  reset(): void {
    this.image.reset();
  }

  private begin(payload: Uint8Array, at: number): Uint8Array | Malformed {
    const type = payload[4] & ~RESTART, q = payload[5];
    const width = 8 * payload[6], height = 8 * payload[7];
    if (type > 1) return new Malformed(`M-JPEG: type ${payload[4]}`);
    if (width === 0 || height === 0) return new Malformed("M-JPEG: no size");
    const tables = q < DYNAMIC_TABLES ? quantizationTables(q) : this.readTables(payload, at, q);
    if (!tables) return new Malformed("M-JPEG: no quantization tables");
    const restartInterval = payload[4] & RESTART ? readU16(payload, MAIN_HEADER) : 0;
    const header = { type: type as 0 | 1, width, height, restartInterval, quantization: tables };
    if (q >= DYNAMIC_TABLES) at += TABLE_HEADER + readU16(payload, at + 2);
    if (this.image.open) return new Malformed("M-JPEG: two images with one timestamp");
    const data = payload.subarray(at);
    this.image.begin(buildJpegHeader(header), data);
    return data;
  }

  private follow(data: Uint8Array, offset: number): Uint8Array | Malformed {
    if (this.image.open && offset !== this.size) return new Malformed("M-JPEG: data are missing");
    return this.image.append(data) ?? data;
  }

  /** Tables in band, or those that the same Q brought before; undefined where there are none of 8 bits. */
  private readTables(payload: Uint8Array, at: number, q: number): QuantizationTables | undefined {
    if (at + TABLE_HEADER > payload.length) return undefined;
    const precision = payload[at + 1], length = readU16(payload, at + 2);
    const data = payload.subarray(at + TABLE_HEADER, at + TABLE_HEADER + length);
    if (length === 0) return this.tables.get(q);
    if (precision !== 0 || length < TABLE || data.length < length) return undefined;
    const luma = data.slice(0, TABLE);
    const tables = [luma, length < 2 * TABLE ? luma : data.slice(TABLE, 2 * TABLE)] as const;
    if (q < 255) this.tables.set(q, tables);
    return tables;
  }
}
