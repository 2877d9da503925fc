import { equalBytes } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { rescale } from "media/timebase.ts";
import type { Track, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Carriage } from "./carriage.ts";
import { PACKET_SIZE, PAT_PID } from "../packet.ts";
import { pesHeaderSize, writePesHeader } from "../pes/write.ts";
import type { StreamEntry } from "../psi/tables.ts";
import { writePat, writePmt } from "../psi/write.ts";
import { CLOCK_RATE } from "../timestamp.ts";
import { carriageOf } from "./registry.ts";
import { packetCount, PacketWriter, sectionCount } from "./packets.ts";

const PROGRAM = { number: 1, pid: 0x1000 };
const PAT = writePat([PROGRAM]);
/** Tracks of a programme. */
const MAX_TRACKS = 32;
const FIRST_PID = 0x100;
/** Ticks between PCRs, and between tables, at the most (ISO/IEC 13818-1 §2.7.2 asks for 100 ms). */
const PCR_INTERVAL = CLOCK_RATE / 25, TABLE_INTERVAL = CLOCK_RATE / 2;
/** Ticks that the clock of the stream is behind decoding: other tracks may come later. */
const LEAD = CLOCK_RATE / 5;
/** Ticks before the first unit at which times begin: other tracks may have units of before. */
const HEADROOM = CLOCK_RATE;
/** Ticks that times of pictures go back at the most where they are in another order; fewer than the second mean nothing. */
const LONGEST_REORDERING = 10 * CLOCK_RATE, CLOSE = CLOCK_RATE / 1000;

/** What is written of a track. */
export type TsSource = Pick<Track, "id" | "clockRate" | "config">;
/** What is written of a unit. */
export type TsWritten = Pick<
  AccessUnit,
  "track" | "pts" | "dts" | "randomAccess" | "payload" | "config"
>;

/** Whether MPEG-TS can carry a track with that config. */
export function canCarry(config: TrackConfig): boolean {
  return carriageOf(config) !== undefined;
}

/**
 * Makes a transport stream of one programme (ISO/IEC 13818-1) of units that come in the order of their decoding, track
 * by track. Tables come before each unit of video that decoding can start with, so a reader or a file may begin there.
 */
export class TsMuxer {
  readonly #outlets = new Map<number, Outlet>();
  /** The track that has the PCR. */
  readonly #clock: Outlet | undefined;
  #patContinuity = 0;
  #pmtContinuity = 0;
  #version = 0;
  #pmt: Uint8Array;
  #base: number | undefined;
  #tablesAt: number | undefined;
  #pcrAt: number | undefined;

  /** `tracks`: those that `canCarry`; others are left out. */
  constructor(tracks: readonly TsSource[]) {
    for (const track of tracks.slice(0, MAX_TRACKS)) {
      const carriage = carriageOf(track.config), pid = FIRST_PID + this.#outlets.size;
      if (carriage) this.#outlets.set(track.id, new Outlet(track, carriage, pid));
    }
    const outlets = [...this.#outlets.values()];
    this.#clock = outlets.find(({ carriage }) => carriage.kind === "video") ?? outlets[0];
    this.#pmt = this.#map();
  }

  /** Lets what is written next begin with the tables. */
  restart(): void {
    this.#tablesAt = undefined;
  }

  /**
   * Whole packets with one unit, in a buffer of their own. Malformed where its format has no place for it, which leaves
   * it out.
   */
  write(unit: TsWritten): Uint8Array<ArrayBuffer> | Malformed {
    const outlet = this.#outlets.get(unit.track);
    if (!outlet || !this.#adopt(outlet, unit.config)) {
      return new Malformed(`MPEG-TS: ${unit.config.codec} cannot be carried`);
    }
    const dts = outlet.forward(this.#time(outlet, unit.dts));
    if (dts === undefined) return new Malformed(`MPEG-TS: time of ${unit.config.codec} goes back`);
    const pts = Math.max(dts, this.#time(outlet, unit.pts));
    const parts = [new Uint8Array(pesHeaderSize(pts, dts))];
    const failed = outlet.carriage.write(unit, parts);
    if (failed) return failed;
    let size = 0;
    for (const part of parts) size += part.length;
    writePesHeader(parts[0], outlet.carriage.streamId, size - parts[0].length, pts, dts);
    return this.#write(outlet, unit.randomAccess, dts, parts, size);
  }

  #write(
    outlet: Outlet,
    randomAccess: boolean,
    dts: number,
    parts: readonly Uint8Array[],
    size: number,
  ): Uint8Array<ArrayBuffer> {
    const tables = this.#wantsTables(outlet, randomAccess, dts);
    const pcr = this.#wantsPcr(outlet, tables, dts) ? dts - LEAD : undefined;
    const own = outlet === this.#clock;
    const marks = { randomAccess, pcr: own ? pcr : undefined };
    const extra = (tables ? sectionCount(PAT) + sectionCount(this.#pmt) : 0) +
      (pcr !== undefined && !own ? 1 : 0);
    const bytes = new Uint8Array((extra + packetCount(size, marks)) * PACKET_SIZE);
    const writer = new PacketWriter(bytes);
    if (tables) this.#writeTables(writer);
    if (pcr !== undefined && !own) writer.pcr(this.#clock!.pid, this.#clock!.last, pcr);
    outlet.continuity = writer.pes(outlet.pid, outlet.continuity, parts, size, marks);
    return bytes;
  }

  /** In ticks of 90 kHz, from `HEADROOM` on. */
  #time({ track }: Outlet, ticks: number): number {
    const time = rescale(ticks, track.clockRate, CLOCK_RATE);
    this.#base ??= time - HEADROOM;
    return time - this.#base;
  }

  #wantsTables({ carriage }: Outlet, randomAccess: boolean, dts: number): boolean {
    const at = this.#tablesAt, begins = randomAccess && carriage.kind === "video";
    if (at !== undefined && !begins && Math.abs(dts - at) < TABLE_INTERVAL) return false;
    this.#tablesAt = dts;
    return true;
  }

  /** The clock goes forwards only, whatever the order of the tracks. */
  #wantsPcr(outlet: Outlet, tables: boolean, dts: number): boolean {
    const since = this.#pcrAt === undefined ? Infinity : dts - this.#pcrAt;
    const interval = outlet === this.#clock ? PCR_INTERVAL : 2 * PCR_INTERVAL;
    if (since < 0 ? since > -HEADROOM : since < interval && !tables) return false;
    this.#pcrAt = dts;
    return true;
  }

  #writeTables(writer: PacketWriter): void {
    this.#patContinuity = writer.section(PAT_PID, this.#patContinuity, PAT);
    this.#pmtContinuity = writer.section(PROGRAM.pid, this.#pmtContinuity, this.#pmt);
  }

  #map(): Uint8Array {
    const streams = [...this.#outlets.values()].map((outlet) => outlet.entry);
    return writePmt(PROGRAM.number, this.#version, this.#clock?.pid, streams);
  }

  #adopt(outlet: Outlet, config: TrackConfig): boolean {
    if (config === outlet.config) return true;
    const carriage = carriageOf(config);
    if (!carriage) return false;
    outlet.config = config;
    outlet.carriage = carriage;
    this.#remap();
    return true;
  }

  /** What the map tells of a track may have changed with its config. */
  #remap(): void {
    if (equalBytes(this.#pmt, this.#map())) return;
    this.#version = this.#version + 1 & 31;
    this.#pmt = this.#map();
    this.restart();
  }
}

/** One track on its way. */
class Outlet {
  continuity = 0;
  config: TrackConfig;
  #last = -Infinity;

  constructor(readonly track: TsSource, public carriage: Carriage, readonly pid: number) {
    this.config = track.config;
  }

  /**
   * Decoding times go forward; undefined for one that goes back, as with reordered pictures whose decoding times nobody
   * knows. Where it goes back far, it begins anew.
   */
  forward(dts: number): number | undefined {
    const back = this.#last - dts;
    if (back > CLOSE && back < LONGEST_REORDERING) return undefined;
    return this.#last = back >= 0 && back <= CLOSE ? this.#last + 1 : dts;
  }

  /** The continuity counter of the last packet. */
  get last(): number {
    return this.continuity + 15 & 15;
  }

  get entry(): StreamEntry {
    const { streamType, descriptors } = this.carriage;
    return { streamType, pid: this.pid, descriptors };
  }
}
