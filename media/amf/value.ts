/** A value of AMF0 (AMF 0 specification §2). */
export type AmfValue =
  | number
  | boolean
  | string
  | null
  | undefined
  | AmfDate
  | AmfObject
  | readonly AmfValue[];

/** An object or an ECMA array, in the order of the wire; an array where it is an `EcmaArray`. */
export type AmfObject = ReadonlyMap<string, AmfValue>;

/** An ECMA array (§2.10): what `onMetaData` usually comes in. */
export class EcmaArray extends Map<string, AmfValue> {}

/** A date (§2.13). */
export class AmfDate {
  /** `time`: milliseconds since 1970, UTC. `zone`: minutes, reserved, sent as 0. */
  constructor(readonly time: number, readonly zone = 0) {}
}

/** An object of a plain record's properties. */
export function amfObject(properties: Readonly<Record<string, AmfValue>>): AmfObject {
  return new Map(Object.entries(properties));
}

/** Narrows a value to an object or ECMA array. */
export function isAmfObject(value: AmfValue): value is AmfObject {
  return value instanceof Map;
}

/** Markers of types (§2.1). */
export const NUMBER = 0x00;
export const BOOLEAN = 0x01;
export const STRING = 0x02;
export const OBJECT = 0x03;
export const NULL = 0x05;
export const UNDEFINED = 0x06;
export const REFERENCE = 0x07;
export const ECMA_ARRAY = 0x08;
export const OBJECT_END = 0x09;
export const STRICT_ARRAY = 0x0a;
export const DATE = 0x0b;
export const LONG_STRING = 0x0c;
export const UNSUPPORTED = 0x0d;
export const XML_DOCUMENT = 0x0f;
export const TYPED_OBJECT = 0x10;
