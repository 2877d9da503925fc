import { writeU16, writeU32 } from "media/bytes.ts";
import * as amf from "./value.ts";
import { AmfDate, type AmfValue, EcmaArray } from "./value.ts";

/** Longest text behind a length of 16 bits. */
const MAX_SHORT = 0xffff;
const FIRST_SIZE = 256;

const encoder = new TextEncoder();

/** Values as a message in AMF0. Throws where the name of a property is over 65535 bytes. */
export function writeAmf0(...values: readonly AmfValue[]): Uint8Array {
  const writer = new Writer();
  for (const value of values) writer.value(value);
  return writer.bytes();
}

class Writer {
  private out = new Uint8Array(FIRST_SIZE);
  private size = 0;

  bytes(): Uint8Array {
    return this.out.subarray(0, this.size);
  }

  value(value: AmfValue): void {
    if (value === null) this.u8(amf.NULL);
    else if (value === undefined) this.u8(amf.UNDEFINED);
    else if (typeof value === "number") this.number(amf.NUMBER, value);
    else if (typeof value === "boolean") this.u8(amf.BOOLEAN).u8(value ? 1 : 0);
    else if (typeof value === "string") this.string(value);
    else if (value instanceof AmfDate) this.number(amf.DATE, value.time).u16(value.zone);
    else if (isArray(value)) this.strictArray(value);
    else this.object(value);
  }

  private number(marker: number, value: number): this {
    this.u8(marker);
    const at = this.grow(8);
    new DataView(this.out.buffer).setFloat64(at, value);
    return this;
  }

  private string(text: string): void {
    const bytes = encoder.encode(text);
    if (bytes.length > MAX_SHORT) this.u8(amf.LONG_STRING).u32(bytes.length).copy(bytes);
    else this.u8(amf.STRING).u16(bytes.length).copy(bytes);
  }

  private strictArray(values: readonly AmfValue[]): void {
    this.u8(amf.STRICT_ARRAY).u32(values.length);
    for (const value of values) this.value(value);
  }

  private object(properties: amf.AmfObject): void {
    if (properties instanceof EcmaArray) this.u8(amf.ECMA_ARRAY).u32(properties.size);
    else this.u8(amf.OBJECT);
    for (const [name, value] of properties) {
      this.name(name);
      this.value(value);
    }
    this.u16(0).u8(amf.OBJECT_END);
  }

  private name(name: string): void {
    const bytes = encoder.encode(name);
    if (bytes.length > MAX_SHORT) throw new RangeError("Cannot write AMF: a name is too long");
    this.u16(bytes.length).copy(bytes);
  }

  private u8(value: number): this {
    const at = this.grow(1);
    this.out[at] = value;
    return this;
  }

  private u16(value: number): this {
    const at = this.grow(2);
    writeU16(this.out, at, value);
    return this;
  }

  private u32(value: number): this {
    const at = this.grow(4);
    writeU32(this.out, at, value);
    return this;
  }

  private copy(bytes: Uint8Array): void {
    const at = this.grow(bytes.length);
    this.out.set(bytes, at);
  }

  /** Makes room for `count` bytes; answers where they begin. */
  private grow(count: number): number {
    const at = this.size;
    this.size += count;
    if (this.size > this.out.length) {
      const larger = new Uint8Array(Math.max(this.size, 2 * this.out.length));
      larger.set(this.out.subarray(0, at));
      this.out = larger;
    }
    return at;
  }
}

function isArray(value: AmfValue): value is readonly AmfValue[] {
  return Array.isArray(value);
}
