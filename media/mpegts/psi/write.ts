import { concat, writeU16, writeU32 } from "media/bytes.ts";
import { crc32 } from "./crc32.ts";
import { type Descriptor, PAT_TABLE, PMT_TABLE, type Program, type StreamEntry } from "./tables.ts";

const HEADER = 8, CRC = 4;
/** Of the transport stream. */
const STREAM_ID = 1;
const NO_PID = 0x1fff;

/** The programme association section, of some dozens of programmes at the most. */
export function writePat(programs: readonly Program[]): Uint8Array {
  const body = new Uint8Array(4 * programs.length);
  for (const [i, { number, pid }] of programs.entries()) {
    writeU16(body, 4 * i, number);
    writeU16(body, 4 * i + 2, 0xe000 | pid);
  }
  return section(PAT_TABLE, STREAM_ID, 0, body);
}

/** The section of a programme's map, `version` 0–31, of a few dozen streams at the most. */
export function writePmt(
  program: number,
  version: number,
  pcrPid: number | undefined,
  streams: readonly StreamEntry[],
): Uint8Array {
  const head = new Uint8Array(4);
  writeU16(head, 0, 0xe000 | (pcrPid ?? NO_PID));
  writeU16(head, 2, 0xf000);
  return section(PMT_TABLE, program, version, concat([head, ...streams.map(entry)]));
}

function entry({ streamType, pid, descriptors }: StreamEntry): Uint8Array {
  const written = concat([new Uint8Array(), ...descriptors.map(descriptor)]);
  const out = new Uint8Array(5 + written.length);
  out[0] = streamType;
  writeU16(out, 1, 0xe000 | pid);
  writeU16(out, 3, 0xf000 | written.length);
  out.set(written, 5);
  return out;
}

function descriptor({ tag, content }: Descriptor): Uint8Array {
  return Uint8Array.of(tag, content.length, ...content);
}

/** The only section of a table that holds now. */
function section(table: number, extension: number, version: number, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(HEADER + body.length + CRC);
  out[0] = table;
  writeU16(out, 1, 0xb000 | out.length - 3);
  writeU16(out, 3, extension);
  out[5] = 0xc1 | version << 1;
  out.set(body, HEADER);
  writeU32(out, HEADER + body.length, crc32(out, 0, HEADER + body.length));
  return out;
}
