import { concat } from "media/bytes.ts";
import { fragmentHeader } from "media/mp4/write/fragment.ts";
import { initSegment } from "media/mp4/write/movie.ts";
import { PlainMovie } from "media/mp4/write/plain.ts";
import { RecordedFile } from "../recorded/file.ts";
import type { Excerpt, Range } from "./excerpt.ts";

/** Bytes that are read at once, and that are sent at once at the least. */
const CHUNK = 1 << 20, LEAST = 1 << 16;

/** A file of fragments, made while it is sent; nothing where the excerpt has no samples. */
export function fragmented(excerpt: Excerpt): AsyncGenerator<Uint8Array> {
  return joined(inFragments(excerpt));
}

/**
 * A plain file: all its samples are looked at before the first byte; nothing where it has none. `touch`: it goes on.
 */
export function plain(excerpt: Excerpt, touch: () => void): AsyncGenerator<Uint8Array> {
  return joined(inOne(excerpt, touch));
}

/** Small pieces as larger ones. */
async function* joined(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [], size = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    size += piece.length;
    if (size < LEAST) continue;
    yield concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield concat(waiting);
}

async function* inFragments(excerpt: Excerpt): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const { file, runs, ranges } of excerpt.fragments()) {
    const init = number === 0 ? [initSegment(excerpt.tracks)] : [];
    yield concat([...init, fragmentHeader(++number, runs)]);
    yield* dataOf(file, ranges);
  }
}

async function* inOne(excerpt: Excerpt, touch: () => void): AsyncGenerator<Uint8Array> {
  const movie = new PlainMovie(excerpt.tracks);
  const places: { readonly path: string; readonly ranges: readonly Range[] }[] = [];
  for await (const { file: { path }, runs, ranges } of excerpt.fragments()) {
    for (const run of runs) movie.add(run);
    places.push({ path, ranges });
    touch();
  }
  if (places.length === 0) return;
  yield* movie.header();
  let file: RecordedFile | undefined;
  try {
    for (const { path, ranges } of places) {
      if (file?.path !== path) {
        file?.close();
        file = await RecordedFile.open(path);
      }
      yield* dataOf(file, ranges);
    }
  } finally {
    file?.close();
  }
}

async function* dataOf(file: RecordedFile, ranges: readonly Range[]): AsyncGenerator<Uint8Array> {
  for (const { at, length } of ranges) {
    for (let done = 0; done < length; done += CHUNK) {
      const wanted = Math.min(CHUNK, length - done), bytes = await file.read(at + done, wanted);
      if (bytes.length < wanted) throw new Error(`${file.path} was cut while it was read`);
      yield bytes;
    }
  }
}
