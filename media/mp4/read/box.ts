import { FieldReader } from "media/field_reader.ts";

/** A box (ISO/IEC 14496-12 §4.2) within the bytes of a file. */
export interface Box {
  /** Four characters. */
  readonly type: string;
  /** Where its header begins. */
  readonly start: number;
  /** Where its content begins and ends. */
  readonly from: number;
  readonly to: number;
  /** It goes on beyond the end of what holds it: `to` is that end. */
  readonly cut: boolean;
}

/** The boxes side by side in `bytes[from .. to]`; one that does not fit is cut and the last. */
export function boxesIn(bytes: Uint8Array, from = 0, to = bytes.length): Box[] {
  const boxes: Box[] = [];
  for (let at = from; to - at >= 8;) {
    const box = boxAt(bytes, at, to);
    if (!box) break;
    boxes.push(box);
    at = box.to;
  }
  return boxes;
}

/** A size of 0 reaches to the end, one of 1 is followed by 64 bits. */
function boxAt(bytes: Uint8Array, start: number, end: number): Box | undefined {
  const reader = new FieldReader(bytes, start, end);
  let size = reader.u32();
  const type = reader.type();
  if (size === 0) size = end - start;
  else if (size === 1) size = reader.u64();
  const from = reader.at;
  if (reader.overrun || size < from - start) return undefined;
  const to = Math.min(end, start + size);
  return { type, start, from, to, cut: start + size > end };
}

/** The first whole box at a path of types within another, or within a range. */
export function find(
  bytes: Uint8Array,
  within: { readonly from: number; readonly to: number },
  ...path: readonly string[]
): Box | undefined {
  let box: Box | undefined, range = within;
  for (const type of path) {
    box = boxesIn(bytes, range.from, range.to).find((b) => b.type === type && !b.cut);
    if (!box) return undefined;
    range = box;
  }
  return box;
}

/** A reader of a box's content. */
export function contentOf(bytes: Uint8Array, box: Box): FieldReader {
  return new FieldReader(bytes, box.from, box.to);
}

/** A reader of a full box's content (§4.2.2) behind its version and flags. */
export function fullBoxOf(
  bytes: Uint8Array,
  box: Box,
): { readonly reader: FieldReader; readonly version: number; readonly flags: number } {
  const reader = contentOf(bytes, box), word = reader.u32();
  return { reader, version: word >>> 24, flags: word & 0xffffff };
}
