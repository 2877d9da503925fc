import { concat } from "media/bytes.ts";
import { PAT_PID, UNIT_START } from "./packet.ts";
import { pesHeaderSize, STREAM_VIDEO, writePesHeader } from "./pes/write.ts";
import { writePat, writePmt } from "./psi/write.ts";
import type { StreamEntry } from "./psi/tables.ts";
import { packetCount, PacketWriter, sectionCount } from "./write/packets.ts";

const PLAIN = { randomAccess: false, pcr: undefined };
export const PMT_PID = 0x1000;

/** For tests: packets of a transport stream piece by piece, as others than our muxer may put them together. */
export class StreamBuilder {
  readonly packets: Uint8Array[] = [];
  readonly #continuity = new Map<number, number>();

  /** `continuity`: the counter that all PIDs begin with. */
  constructor(private readonly continuity = 0) {}

  /** Tables of programmes; `maps`: streams of each, by the PID of its map. */
  tables(maps: ReadonlyMap<number, readonly StreamEntry[]>, version = 0): this {
    this.#section(PAT_PID, writePat([...maps.keys()].map((pid) => ({ number: pid, pid }))));
    for (const [pid, streams] of maps) {
      this.#section(pid, writePmt(pid, version, streams[0]?.pid, streams));
    }
    return this;
  }

  /** Tables of one programme of streams `PID: stream_type`. */
  program(types: Readonly<Record<number, number>>, version = 0): this {
    const streams = Object.entries(types).map(([pid, streamType]) => ({
      ...{ pid: Number(pid), streamType, descriptors: [] },
    }));
    return this.tables(new Map([[PMT_PID, streams]]), version);
  }

  /** A PES packet with a PTS, or with none; `unbounded`: it does not tell its length. */
  pes(pid: number, data: Uint8Array, pts: number | undefined, unbounded = false): this {
    const header = pts === undefined
      ? timeless(data.length)
      : new Uint8Array(pesHeaderSize(pts, pts));
    if (pts !== undefined) writePesHeader(header, STREAM_VIDEO, data.length, pts, pts);
    if (unbounded) header.fill(0, 4, 6);
    return this.#pes(pid, concat([header, data]));
  }

  /** More of the last PES packet, behind a packet that was filled up. */
  rest(pid: number, data: Uint8Array): this {
    const first = this.packets.length;
    this.#pes(pid, data);
    this.packets[first][1] &= ~UNIT_START;
    return this;
  }

  /** Leaves out packets of those made so far, from the `from`th on. */
  lose(from: number, count = 1): this {
    this.packets.splice(from, count);
    return this;
  }

  get bytes(): Uint8Array {
    return concat([new Uint8Array(), ...this.packets]);
  }

  #pes(pid: number, bytes: Uint8Array): this {
    const writer = new PacketWriter(new Uint8Array(188 * packetCount(bytes.length, PLAIN)));
    const continuity = this.#continuity.get(pid) ?? this.continuity;
    this.#continuity.set(pid, writer.pes(pid, continuity, [bytes], bytes.length, PLAIN));
    return this.#add(writer.bytes);
  }

  #section(pid: number, section: Uint8Array): void {
    const writer = new PacketWriter(new Uint8Array(188 * sectionCount(section)));
    const continuity = this.#continuity.get(pid) ?? this.continuity;
    this.#continuity.set(pid, writer.section(pid, continuity, section));
    this.#add(writer.bytes);
  }

  #add(bytes: Uint8Array): this {
    for (let at = 0; at < bytes.length; at += 188) this.packets.push(bytes.subarray(at, at + 188));
    return this;
  }
}

/** The header of a PES packet without a PTS. */
function timeless(size: number): Uint8Array {
  const length = size + 3;
  return Uint8Array.of(0, 0, 1, STREAM_VIDEO, length >> 8, length, 0x80, 0, 0);
}
