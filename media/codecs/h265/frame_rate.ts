import type { BitReader } from "media/bits.ts";

const MAX_REFERENCE_SETS = 64;
const MAX_REFERENCES = 16;
const MAX_LONG_TERM = 32;
const EXTENDED_SAR = 255;

/**
 * Reads an SPS on from its block sizes to the timing in its VUI (ITU-T H.265 §7.3.2.2.1): frames per second, undefined
 * where it has none or breaks off.
 */
export function readFrameRate(reader: BitReader, pocLsbBits: number): number | undefined {
  for (let i = 0; i < 6; i++) reader.ue(); // block sizes and depths
  if (reader.flag() && reader.flag()) skipScalingLists(reader);
  reader.skip(2); // asymmetric partitions, sample adaptive offset
  if (reader.flag()) { // PCM
    reader.skip(8);
    reader.ue();
    reader.ue();
    reader.skip(1);
  }
  skipReferenceSets(reader);
  if (reader.flag()) skipLongTerm(reader, pocLsbBits);
  reader.skip(2); // temporal motion vectors, strong intra smoothing
  const frameRate = reader.flag() ? readTiming(reader) : undefined;
  return reader.overrun ? undefined : frameRate;
}

/** Passes over scaling_list_data (ITU-T H.265 §7.3.4). */
function skipScalingLists(reader: BitReader): void {
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!reader.flag()) {
        reader.ue();
        continue;
      }
      const count = Math.min(64, 1 << (4 + 2 * size));
      if (size > 1) reader.se();
      for (let i = 0; i < count && !reader.overrun; i++) reader.se();
    }
  }
}

/** Passes over the short-term reference picture sets (ITU-T H.265 §7.3.7). */
function skipReferenceSets(reader: BitReader): void {
  const sets = Math.min(reader.ue(), MAX_REFERENCE_SETS);
  let pictures = 0;
  for (let i = 0; i < sets && !reader.overrun; i++) {
    pictures = i > 0 && reader.flag()
      ? skipPredictedSet(reader, pictures)
      : skipExplicitSet(reader);
  }
}

/** Passes over a set made from the one before, of `from` pictures; answers its own number. */
function skipPredictedSet(reader: BitReader, from: number): number {
  reader.skip(1);
  reader.ue();
  let pictures = 0;
  for (let i = 0; i <= from && !reader.overrun; i++) {
    if (reader.flag() || reader.flag()) pictures++;
  }
  return pictures;
}

function skipExplicitSet(reader: BitReader): number {
  const negative = Math.min(reader.ue(), MAX_REFERENCES);
  const positive = Math.min(reader.ue(), MAX_REFERENCES);
  for (let i = 0; i < negative + positive && !reader.overrun; i++) {
    reader.ue();
    reader.skip(1);
  }
  return negative + positive;
}

function skipLongTerm(reader: BitReader, pocLsbBits: number): void {
  const count = Math.min(reader.ue(), MAX_LONG_TERM);
  reader.skip(count * (pocLsbBits + 1));
}

/** Reads vui_parameters (ITU-T H.265 §E.2.1) as far as the timing. */
function readTiming(reader: BitReader): number | undefined {
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
  reader.skip(3); // neutral chroma, fields, field information
  if (reader.flag()) { // default display window
    for (let i = 0; i < 4; i++) reader.ue();
  }
  if (!reader.flag()) return undefined;
  const units = reader.u(32);
  const scale = reader.u(32);
  return units > 0 && scale > 0 ? scale / units : undefined;
}
