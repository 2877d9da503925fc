import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** The stub is padded to this length, so that the offsets it holds do not move. */
const STUB_LENGTH = 4096;

/** A file to pack: the name it gets in the cache folder, and its bytes. */
export interface Piece {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The portable executable's bytes: a shell stub and the pieces, which must hold `deno` and
 * `mediamtx.js`, and may hold `loader` and the C library's files. `level` is gzip's.
 */
export function portable(pieces: readonly Piece[], level = 9): Uint8Array<ArrayBuffer> {
  const packed = pieces.map(({ name, bytes }) => ({ name, bytes: gzipSync(bytes, { level }) }));
  let length = STUB_LENGTH;
  const table: string[] = [];
  for (const { name, bytes } of packed) {
    table.push(`\tpiece ${name} ${length} ${bytes.length}`);
    length += bytes.length;
  }
  const file = new Uint8Array(length);
  file.set(stub(hash(pieces), table.join(" &&\n")));
  let at = STUB_LENGTH;
  for (const { bytes } of packed) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function stub(name: string, pieces: string): Uint8Array {
  const template = Deno.readTextFileSync(new URL("stub.sh", import.meta.url));
  const text = template.replace("@NAME@", name).replace("@PIECES@", pieces);
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > STUB_LENGTH) {
    throw new Error(`Cannot pad the stub: ${bytes.length} bytes, over ${STUB_LENGTH}`);
  }
  const padded = new Uint8Array(STUB_LENGTH).fill("\n".charCodeAt(0));
  padded.set(bytes);
  return padded;
}

function hash(pieces: readonly Piece[]): string {
  const hash = createHash("sha256");
  for (const { name, bytes } of pieces) hash.update(`${name}:${bytes.length}\n`).update(bytes);
  return hash.digest("hex").slice(0, 16);
}
