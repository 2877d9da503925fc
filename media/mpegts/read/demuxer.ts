import { equalBytes, readU16 } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import * as ts from "../packet.ts";
import { contentOf } from "../codecs/registry.ts";
import type { TsEvent } from "./event.ts";
import { PacketSplitter } from "./packets.ts";
import { Programme } from "./programme.ts";
import { type Section, SectionReader } from "../psi/section.ts";
import { parsePat, parsePmt, PAT_TABLE, PMT_TABLE } from "../psi/tables.ts";

/** Takes a transport stream (ISO/IEC 13818-1) apart: the tracks of its first programme that has any. */
export class TsDemuxer {
  readonly #splitter = new PacketSplitter();
  readonly #pat = new SectionReader();
  /** Maps of programmes, by PID. */
  #maps = new Map<number, SectionReader>();
  /** Maps without tracks. */
  readonly #empty = new Set<number>();
  /** The PID of the map that is followed. */
  #chosen: number | undefined;
  /** The map that is in force. */
  #mapped = new Uint8Array();
  #programme = this.#begin();
  #events: TsEvent[] = [];

  /** Takes bytes of any chunking, which are the caller's again afterwards. */
  receive(bytes: Uint8Array): TsEvent[] {
    const skipped = this.#splitter.push(bytes, (chunk, at) => this.#packet(chunk, at));
    if (skipped > 0) this.#tell(new Malformed(`MPEG-TS: ${skipped} bytes that are no packets`));
    return this.#take();
  }

  /** The stream is over: what was waiting for more. */
  flush(): TsEvent[] {
    this.#programme.flush();
    return this.#take();
  }

  #take(): TsEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #tell(event: TsEvent): void {
    this.#events.push(event);
  }

  #begin(): Programme {
    return new Programme((event) => this.#tell(event));
  }

  #packet(bytes: Uint8Array, at: number): void {
    const flags = bytes[at + 3], pid = readU16(bytes, at + 1) & 0x1fff;
    if (pid === ts.NULL_PID) return;
    if ((bytes[at + 1] & ts.TRANSPORT_ERROR) !== 0) {
      return this.#tell(new Malformed("MPEG-TS: packet is marked as damaged"));
    }
    if ((flags & ts.HAS_PAYLOAD) === 0) return;
    const start = (bytes[at + 1] & ts.UNIT_START) !== 0;
    let from = at + ts.HEADER_SIZE, jump = false;
    if ((flags & ts.HAS_ADAPTATION) !== 0) {
      const length = bytes[from];
      jump = length > 0 && (bytes[from + 1] & ts.DISCONTINUITY) !== 0;
      from += 1 + length;
    }
    const end = at + ts.PACKET_SIZE;
    if (from > end) return this.#tell(new Malformed("MPEG-TS: adaptation field is too long"));
    this.#payload(pid, bytes.subarray(from, end), start, flags, jump);
  }

  #payload(pid: number, payload: Uint8Array, start: boolean, flags: number, jump: boolean): void {
    const stream = this.#programme.stream(pid);
    if (stream) {
      if (flags >> 6 !== 0) return this.#tell(new Malformed("MPEG-TS: packet is scrambled"));
      return stream.packet(payload, start, flags & 15, jump);
    }
    const tables = pid === ts.PAT_PID ? this.#pat : this.#maps.get(pid);
    const section = tables?.push(payload, start);
    if (!section) return;
    if (isMalformed(section)) return this.#tell(section);
    if (section.current) this.#section(pid, section);
  }

  #section(pid: number, { table, body }: Section): void {
    if (pid === ts.PAT_PID && table === PAT_TABLE) this.#associate(body);
    else if (pid !== ts.PAT_PID && table === PMT_TABLE) this.#map(pid, body);
  }

  #associate(body: Uint8Array): void {
    const pids = parsePat(body).map(({ pid }) => pid), chosen = this.#chosen;
    if (chosen !== undefined && pids.includes(chosen)) return;
    if (chosen !== undefined) this.#programme.flush();
    this.#chosen = undefined;
    this.#mapped = new Uint8Array();
    this.#maps = new Map(pids.map((pid) => [pid, this.#maps.get(pid) ?? new SectionReader()]));
    for (const pid of this.#empty) if (!this.#maps.has(pid)) this.#empty.delete(pid);
  }

  #map(pid: number, body: Uint8Array): void {
    if (this.#chosen !== undefined && this.#chosen !== pid) return;
    if (equalBytes(this.#mapped, body)) return;
    const entries = parsePmt(body);
    if (isMalformed(entries)) return this.#tell(entries);
    if (this.#chosen === undefined && !entries.some(contentOf)) {
      // Another programme may have more.
      this.#empty.add(pid);
      if (this.#empty.size < this.#maps.size) return;
    }
    this.#chosen = pid;
    this.#mapped = body.slice();
    this.#programme.map(entries);
  }
}
