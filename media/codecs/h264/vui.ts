import type { BitReader } from "media/bits.ts";

/** What of the video usability information matters outside a decoder. */
export interface Vui {
  /** Frames per second. */
  readonly frameRate?: number;
  /** max_num_reorder_frames. */
  readonly reorderDepth?: number;
}

const EXTENDED_SAR = 255;
const MAX_CPB_COUNT = 32;
const MAX_REORDER = 16;

/** Reads vui_parameters (ITU-T H.264 §E.1.1); empty where they break off, which cameras' often do. */
export function readVui(reader: BitReader): Vui {
  if (reader.flag() && reader.u(8) === EXTENDED_SAR) reader.skip(32);
  if (reader.flag()) reader.skip(1); // overscan
  if (reader.flag()) { // video signal type
    reader.skip(4);
    if (reader.flag()) reader.skip(24);
  }
  if (reader.flag()) { // chroma location
    reader.ue();
    reader.ue();
  }
  const frameRate = reader.flag() ? readFrameRate(reader) : undefined;
  const nal = reader.flag();
  if (nal) skipHrd(reader);
  const vcl = reader.flag();
  if (vcl) skipHrd(reader);
  if (nal || vcl) reader.skip(1); // low delay
  reader.skip(1); // picture structure present
  const reorderDepth = reader.flag() ? readReorderDepth(reader) : undefined;
  return reader.overrun ? {} : { frameRate, reorderDepth };
}

/** Timing: two ticks are a frame. */
function readFrameRate(reader: BitReader): number | undefined {
  const units = reader.u(32);
  const scale = reader.u(32);
  reader.skip(1);
  return units > 0 && scale > 0 ? scale / (2 * units) : undefined;
}

/** Bitstream restriction. */
function readReorderDepth(reader: BitReader): number | undefined {
  reader.skip(1);
  for (let i = 0; i < 4; i++) reader.ue();
  const depth = reader.ue();
  return depth <= MAX_REORDER ? depth : undefined;
}

/** Passes over hrd_parameters (ITU-T H.264 §E.1.2). */
function skipHrd(reader: BitReader): void {
  const count = Math.min(reader.ue() + 1, MAX_CPB_COUNT);
  reader.skip(8);
  for (let i = 0; i < count && !reader.overrun; i++) {
    reader.ue();
    reader.ue();
    reader.skip(1);
  }
  reader.skip(20);
}
