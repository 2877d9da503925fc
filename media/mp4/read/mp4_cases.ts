import { fromBase64 } from "media/bytes.ts";

/** For tests: a file as FFmpeg wrote it, and its packets as ffprobe lists them. */
export interface Mp4Vector {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly tracks: readonly VectorTrack[];
}

export interface VectorTrack {
  /** FFmpeg's name. */
  readonly codec: string;
  readonly kind: string;
  readonly timescale: number;
  /** `PTS DTS K|- OFFSET SIZE`. */
  readonly packets: readonly string[];
}

const FOLDER = new URL("../../../test/vectors/mp4/", import.meta.url);

/** Every vector there is. */
export const VECTORS: readonly Mp4Vector[] = [...Deno.readDirSync(FOLDER)]
  .map(({ name }) => readVector(name))
  .toSorted((a, b) => a.name < b.name ? -1 : 1);

/** One of them. */
export function vector(name: string): Mp4Vector {
  return VECTORS.find((each) => each.name === name)!;
}

function readVector(file: string): Mp4Vector {
  const { tracks, file: base64 } = JSON.parse(Deno.readTextFileSync(new URL(file, FOLDER)));
  return { name: file.replace(".json", ""), bytes: fromBase64(base64)!, tracks };
}

/** A box of a type around its content. */
export function box(type: string, ...content: (Uint8Array | readonly number[])[]): Uint8Array {
  const body = content.flatMap((part) => [...part]);
  const bytes = new Uint8Array(8 + body.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set([...type].map((char) => char.charCodeAt(0)), 4);
  bytes.set(body, 8);
  return bytes;
}

/** Big-endian 32-bit fields. */
export function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length), view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(4 * i, value));
  return bytes;
}
