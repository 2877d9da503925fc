import { concat } from "media/bytes.ts";
import { PAT_PID } from "./packet.ts";
import { pesHeaderSize, writePesHeader } from "./pes/write.ts";
import { writePat, writePmt } from "./psi/write.ts";
import type { StreamEntry } from "./psi/tables.ts";
import { packetCount, PacketWriter, sectionCount } from "./write/packets.ts";

const PLAIN = { randomAccess: false, pcr: undefined };
export const PMT_PID = 0x1000;

/** For tests: packets of a transport stream piece by piece, as others than our muxer may put them together. */
export class StreamBuilder {
  readonly packets: Uint8Array[] = [];
  readonly #continuity = new Map<number, number>();

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
    const header = new Uint8Array(pts === undefined ? 9 : pesHeaderSize(pts, pts));
    writePesHeader(
      header.length > 9 ? header : new Uint8Array(14),
      0xe0,
      data.length,
      pts ?? 0,
      pts ?? 0,
    );
    if (pts === undefined) header.set([0, 0, 1, 0xe0, data.length + 3 >> 8, data.length + 3, 0x80]);
    if (unbounded) header.fill(0, 4, 6);
    const size = header.length + data.length;
    const writer = new PacketWriter(new Uint8Array(188 * packetCount(size, PLAIN)));
    const continuity = this.#continuity.get(pid) ?? 0;
    this.#continuity.set(pid, writer.pes(pid, continuity, [header, data], size, PLAIN));
    return this.#add(writer.bytes);
  }

  /** Leaves out packets of those made so far, from the `from`th on. */
  lose(from: number, count = 1): this {
    this.packets.splice(from, count);
    return this;
  }

  get bytes(): Uint8Array {
    return concat([new Uint8Array(), ...this.packets]);
  }

  #section(pid: number, section: Uint8Array): void {
    const writer = new PacketWriter(new Uint8Array(188 * sectionCount(section)));
    const continuity = this.#continuity.get(pid) ?? 0;
    this.#continuity.set(pid, writer.section(pid, continuity, section));
    this.#add(writer.bytes);
  }

  #add(bytes: Uint8Array): this {
    for (let at = 0; at < bytes.length; at += 188) this.packets.push(bytes.subarray(at, at + 188));
    return this;
  }
}
