import { readU16, readU32 } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import * as amf from "./value.ts";
import { AmfDate, type AmfObject, type AmfValue, EcmaArray } from "./value.ts";

/** Objects and arrays within each other: more is refused. */
export const MAX_DEPTH = 16;
/** Values of a message, those within others as well: more is refused. */
export const MAX_VALUES = 4096;
/** Bytes of a string: more is refused. */
export const MAX_STRING = 256 * 1024;
/** Bytes of a property's name: more is refused. */
export const MAX_NAME = 4096;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads all values of a message in AMF0, to its end; text that is no UTF-8 gets replacement characters. */
export function readAmf0(bytes: Uint8Array): AmfValue[] | Malformed {
  const reader = new Reader(bytes);
  const values: AmfValue[] = [];
  while (!reader.atEnd) {
    const value = reader.value(0);
    if (isMalformed(value)) return value;
    values.push(value);
  }
  return values;
}

type Read<T> = T | Malformed;

class Reader {
  private at = 0;
  private count = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  value(depth: number): Read<AmfValue> {
    if (depth > MAX_DEPTH) return new Malformed(`AMF: over ${MAX_DEPTH} levels`);
    if (++this.count > MAX_VALUES) return new Malformed(`AMF: over ${MAX_VALUES} values`);
    if (!this.has(1)) return cutShort();
    const marker = this.bytes[this.at++];
    switch (marker) {
      case amf.NULL:
        return null;
      case amf.UNDEFINED:
      case amf.UNSUPPORTED:
        return undefined;
      case amf.NUMBER:
        return this.number();
      case amf.BOOLEAN:
        return this.has(1) ? this.bytes[this.at++] !== 0 : cutShort();
      case amf.STRING:
        return this.string(2, MAX_STRING);
      case amf.LONG_STRING:
      case amf.XML_DOCUMENT:
        return this.string(4, MAX_STRING);
      case amf.DATE:
        return this.date();
      default:
        return this.compound(marker, depth);
    }
  }

  private compound(marker: number, depth: number): Read<AmfValue> {
    switch (marker) {
      case amf.OBJECT:
        return this.properties(new Map(), depth);
      case amf.TYPED_OBJECT:
        return this.typedObject(depth);
      case amf.ECMA_ARRAY:
        return this.ecmaArray(depth);
      case amf.STRICT_ARRAY:
        return this.strictArray(depth);
      case amf.REFERENCE:
        return new Malformed("AMF: references are not supported");
      default:
        return new Malformed(`AMF: type ${marker} is not supported`);
    }
  }

  private number(): Read<number> {
    if (!this.has(8)) return cutShort();
    const { buffer, byteOffset } = this.bytes;
    const value = new DataView(buffer, byteOffset + this.at, 8).getFloat64(0);
    this.at += 8;
    return value;
  }

  private date(): Read<AmfDate> {
    const time = this.number();
    if (isMalformed(time)) return time;
    if (!this.has(2)) return cutShort();
    const zone = readU16(this.bytes, this.at) << 16 >> 16;
    this.at += 2;
    return new AmfDate(time, zone);
  }

  /** Text behind a length of `size` bytes. */
  private string(size: 2 | 4, limit: number): Read<string> {
    if (!this.has(size)) return cutShort();
    const length = size === 2 ? readU16(this.bytes, this.at) : readU32(this.bytes, this.at);
    if (length > limit) return new Malformed(`AMF: a string of over ${limit} bytes`);
    this.at += size;
    if (!this.has(length)) return cutShort();
    const text = decoder.decode(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return text;
  }

  private typedObject(depth: number): Read<AmfObject> {
    const name = this.string(2, MAX_NAME);
    return isMalformed(name) ? name : this.properties(new Map(), depth);
  }

  /** Its count is a hint only, but ends an array that was the last of a message and has no end of its own. */
  private ecmaArray(depth: number): Read<AmfObject> {
    if (!this.has(4)) return cutShort();
    const count = readU32(this.bytes, this.at);
    this.at += 4;
    return this.properties(new EcmaArray(), depth, count);
  }

  /** Properties up to the marker of their end; of equal names the last counts. */
  private properties(
    into: Map<string, AmfValue>,
    depth: number,
    endless?: number,
  ): Read<AmfObject> {
    for (let read = 0;; read++) {
      if (this.atEnd && read === endless) return into;
      const name = this.string(2, MAX_NAME);
      if (isMalformed(name)) return name;
      if (name === "" && this.bytes[this.at] === amf.OBJECT_END) {
        this.at++;
        return into;
      }
      const value = this.value(depth + 1);
      if (isMalformed(value)) return value;
      into.set(name, value);
    }
  }

  private strictArray(depth: number): Read<AmfValue[]> {
    if (!this.has(4)) return cutShort();
    const count = readU32(this.bytes, this.at);
    this.at += 4;
    const values: AmfValue[] = [];
    for (let i = 0; i < count; i++) {
      const value = this.value(depth + 1);
      if (isMalformed(value)) return value;
      values.push(value);
    }
    return values;
  }

  private has(count: number): boolean {
    return this.at + count <= this.bytes.length;
  }
}

function cutShort(): Malformed {
  return new Malformed("AMF: cut short");
}
