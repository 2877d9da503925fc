import { HAS_ADAPTATION, HAS_PAYLOAD, HAS_PCR, HEADER_SIZE, PACKET_SIZE } from "../packet.ts";
import { PAYLOAD_SIZE, RANDOM_ACCESS, SYNC_BYTE, UNIT_START } from "../packet.ts";
import { writePcr } from "../timestamp.ts";

/** Bytes of an adaptation field with flags only, and with a PCR. */
const FLAGS_SIZE = 2, PCR_SIZE = 8;
const STUFFING = 0xff;

/** What the first packet of a PES packet is marked with. */
export interface Marks {
  readonly randomAccess: boolean;
  /** Ticks of 90 kHz. */
  readonly pcr: number | undefined;
}

/** Packets that `size` bytes take which are marked. */
export function packetCount(size: number, marks: Marks): number {
  return Math.ceil((fieldSize(marks) + size) / PAYLOAD_SIZE);
}

/** Packets that a section takes. */
export function sectionCount(section: Uint8Array): number {
  return Math.ceil((1 + section.length) / PAYLOAD_SIZE);
}

function fieldSize({ randomAccess, pcr }: Marks): number {
  return pcr !== undefined ? PCR_SIZE : randomAccess ? FLAGS_SIZE : 0;
}

/** Writes packets, one behind the other, into a buffer that is as large as they need. */
export class PacketWriter {
  /** Where the next one begins. */
  at = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** A section (ISO/IEC 13818-1 §2.4.4); the answer is the continuity counter behind its packets. */
  section(pid: number, continuity: number, section: Uint8Array): number {
    for (let from = -1; from < section.length; continuity = continuity + 1 & 15) {
      this.#header(pid, from < 0 ? UNIT_START : 0, HAS_PAYLOAD, continuity);
      let to = this.at + HEADER_SIZE;
      if (from < 0) this.bytes[to++] = from = 0;
      const end = this.at += PACKET_SIZE, part = section.subarray(from, from + end - to);
      this.bytes.set(part, to);
      this.bytes.fill(STUFFING, to + part.length, end);
      from += part.length;
    }
    return continuity;
  }

  /** A packet with a PCR and nothing else; its continuity counter is that of the last one with a payload. */
  pcr(pid: number, continuity: number, pcr: number): void {
    this.#header(pid, 0, HAS_ADAPTATION, continuity);
    this.#field(PAYLOAD_SIZE, { randomAccess: false, pcr });
    this.at += PACKET_SIZE;
  }

  /** A PES packet of `size` bytes in parts; the answer is the continuity counter behind its packets. */
  pes(
    pid: number,
    continuity: number,
    parts: readonly Uint8Array[],
    size: number,
    marks: Marks,
  ): number {
    let part = 0, offset = 0, left = size, field = fieldSize(marks), start = UNIT_START;
    while (left > 0) {
      field = Math.max(field, PAYLOAD_SIZE - left);
      this.#header(pid, start, HAS_PAYLOAD | (field > 0 ? HAS_ADAPTATION : 0), continuity);
      if (field > 0) this.#field(field, start ? marks : NO_MARKS);
      let to = this.at + HEADER_SIZE + field;
      const end = this.at + PACKET_SIZE;
      while (to < end) {
        const from = parts[part], take = Math.min(end - to, from.length - offset);
        if (take === from.length) this.bytes.set(from, to);
        else this.bytes.set(from.subarray(offset, offset + take), to);
        to += take;
        offset += take;
        if (offset === from.length) part++, offset = 0;
      }
      left -= PAYLOAD_SIZE - field;
      this.at = end;
      continuity = continuity + 1 & 15;
      field = start = 0;
    }
    return continuity;
  }

  #header(pid: number, start: number, control: number, continuity: number): void {
    const { bytes, at } = this;
    bytes[at] = SYNC_BYTE;
    bytes[at + 1] = start | pid >> 8;
    bytes[at + 2] = pid;
    bytes[at + 3] = control | continuity;
  }

  /** An adaptation field of `size` bytes, what is left of them stuffed. */
  #field(size: number, { randomAccess, pcr }: Marks): void {
    const { bytes } = this, from = this.at + HEADER_SIZE;
    bytes[from] = size - 1;
    if (size === 1) return;
    bytes[from + 1] = (randomAccess ? RANDOM_ACCESS : 0) | (pcr === undefined ? 0 : HAS_PCR);
    if (pcr !== undefined) writePcr(bytes, from + 2, pcr);
    bytes.fill(STUFFING, from + (pcr === undefined ? FLAGS_SIZE : PCR_SIZE), from + size);
  }
}

const NO_MARKS: Marks = { randomAccess: false, pcr: undefined };
