import { equalBytes } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { PAT_PID } from "../packet.ts";
import { contentOf } from "../codecs/registry.ts";
import type { TsEvent } from "./event.ts";
import { parsePacket } from "./packet.ts";
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
    const packet = parsePacket(bytes, at);
    if (!packet) return;
    if (isMalformed(packet)) return this.#tell(packet);
    const { pid, start, scrambled, payload } = packet, stream = this.#programme.stream(pid);
    if (stream && !scrambled) return stream.packet(packet);
    if (stream) return this.#tell(new Malformed("MPEG-TS: packet is scrambled"));
    const tables = pid === PAT_PID ? this.#pat : this.#maps.get(pid);
    const section = tables?.push(payload, start);
    if (!section) return;
    if (isMalformed(section)) return this.#tell(section);
    // Further sections of an association tell of hundreds of programmes more.
    if (section.current && section.number === 0) this.#section(pid, section);
  }

  #section(pid: number, { table, body }: Section): void {
    if (pid === PAT_PID && table === PAT_TABLE) this.#associate(body);
    else if (pid !== PAT_PID && table === PMT_TABLE) this.#map(pid, body);
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
