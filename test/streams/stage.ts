import { PacketFeed } from "core/stream/feed.ts";
import type { FrameReader } from "core/stream/lane.ts";
import type { Form, PacketReader } from "core/stream/rendition.ts";
import { Stream } from "core/stream/stream.ts";
import { isMalformed } from "media/malformed.ts";
import { GAP, type RtpBatch } from "media/rtp/batch.ts";
import {
  FIXED_HEADER,
  marker,
  payloadEnd,
  payloadStart,
  payloadType,
  sequence,
  ssrc,
  timestamp,
  writeHeader,
} from "media/rtp/packet.ts";
import type { DecodedUnit, Packetizer } from "media/rtp/payload/payload.ts";
import { depacketizerFor, packetizerFor } from "media/rtp/payload/registry.ts";
import { parseRtcp, type SenderReport } from "media/rtp/rtcp.ts";
import type { RtpFormat, Track, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clip, ClipUnit } from "./clips.ts";
import { FakeClock } from "../fake_clock.ts";
import { LogLines } from "../log_lines.ts";

/** A stream with what is around it: a clock that stands, a log, and random numbers that count. */
export class Stage {
  readonly clock = new FakeClock();
  readonly log = new LogLines();
  readonly stream: Stream;
  #random = 0;

  constructor(tracks: readonly Track[]) {
    this.stream = new Stream(tracks, "", {
      clock: this.clock,
      log: this.log.log,
      random32: () => (++this.#random * 0x3fff_fffb) >>> 0,
    });
  }

  /** A reader of a track's units. */
  units(track = 0): UnitLog {
    const reader = new UnitLog();
    reader.leave = this.stream.lanes[track].addFrameReader(reader);
    return reader;
  }

  /** A reader of a track's packets in this form, or with payloads of at most so many bytes. */
  packets(track = 0, form: Form | number = 1400): PacketLog {
    const wanted = typeof form === "number" ? { payloadMax: form } : form;
    const rendition = this.stream.lanes[track].rendition(wanted), reader = new PacketLog();
    rendition.add(reader);
    reader.leave = () => rendition.remove(reader);
    return reader;
  }
}

/** A publisher of the frame lane: no packets, and no RTP format announced. */
export class FramePublisher {
  /** `at`: ticks added to all times. */
  constructor(
    private readonly stage: Pick<Stage, "stream" | "clock">,
    private readonly clips: readonly Clip[],
  ) {}

  /** Writes one unit now, `shift` ticks later in presentation than its clip says. */
  write(track: number, { pts, dts, randomAccess, payload }: ClipUnit, shift = 0): void {
    const { stream, clock } = this.stage, { config } = this.clips[track];
    const times = { pts: pts + shift, dts: dts + shift, ntp: clock.wall() };
    stream.writeUnit({ track, ...times, randomAccess, payload, config, epoch: 1 });
  }

  /** Writes all clips from now on, each unit when it is due for decoding. */
  play(): void {
    play(this.stage.clock, this.clips, (track, unit) => this.write(track, unit));
  }
}

/** A publisher of the packet lane, with numbers of its own, as an RTSP client has them. */
export class PacketPublisher {
  readonly faults = { lost: 0, malformed: [] as string[] };
  readonly feed: PacketFeed;
  readonly #senders: Sender[];

  /** `payloadMax`: bytes behind the RTP headers of its packets. */
  constructor(
    readonly stage: Pick<Stage, "stream" | "clock">,
    readonly clips: readonly Clip[],
    payloadMax = 1400,
  ) {
    this.feed = new PacketFeed(stage.stream, stage.clock, {
      lost: (packets) => this.faults.lost += packets,
      malformed: (reason) => this.faults.malformed.push(reason),
    });
    this.#senders = stage.stream.tracks.map((track) => new Sender(track, payloadMax));
  }

  /** The next packets of its numbering, which hold this unit; parameter sets only where the unit has them. */
  pack(track: number, unit: ClipUnit): Uint8Array<ArrayBuffer>[] {
    return this.#senders[track].pack(unit);
  }

  /** The RTP timestamp of a time of the clip. */
  timestamp(track: number, pts: number): number {
    return this.#senders[track].timestamp(pts);
  }

  /** Sends packets, each in a buffer of its own. */
  send(track: number, packets: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const packet of packets) this.feed.packet(track, packet.slice(), 0, packet.length);
  }

  /** Sends packets as one read of an interleaved connection holds them; returns the read buffer. */
  sendInterleaved(
    packets: readonly (readonly [track: number, packet: Uint8Array])[],
  ): Uint8Array<ArrayBuffer> {
    const length = packets.reduce((sum, [, packet]) => sum + GAP + packet.length, 0);
    const buffer = new Uint8Array(length);
    let at = 0;
    for (const [track, packet] of packets) {
      buffer.set([0x24, 2 * track, packet.length >> 8, packet.length & 0xff], at);
      buffer.set(packet, at += GAP);
      this.feed.packet(track, buffer, at, at += packet.length);
    }
    this.feed.pause();
    return buffer;
  }

  /** Sends all clips from now on, each unit when it is due for decoding. */
  play(): void {
    play(this.stage.clock, this.clips, (track, unit) => this.send(track, this.pack(track, unit)));
  }
}

class Sender {
  readonly #packetizer: Packetizer;
  readonly #ssrc: number;
  #sequence: number;

  constructor(private readonly track: Track, private readonly payloadMax: number) {
    this.#packetizer = packetizerFor(track.config, track.rtp)!;
    this.#ssrc = 0xcafe_0000 + track.id;
    this.#sequence = 0xfffa + track.id;
  }

  timestamp(pts: number): number {
    return (0xffff_f000 + pts) >>> 0;
  }

  pack({ pts, payload }: ClipUnit): Uint8Array<ArrayBuffer>[] {
    const payloads = this.#packetizer.pack(payload, this.payloadMax);
    if (isMalformed(payloads)) throw new Error(payloads.reason);
    return payloads.map(({ parts, marker, timestampOffset }) => {
      const body = parts.flatMap((part) => [...part]);
      const packet = new Uint8Array(FIXED_HEADER + body.length);
      const type = this.track.rtp!.payloadType, time = this.timestamp(pts + timestampOffset);
      writeHeader(packet, 0, type, marker, this.#sequence, time, this.#ssrc);
      this.#sequence = (this.#sequence + 1) & 0xffff;
      packet.set(body, FIXED_HEADER);
      return packet;
    });
  }
}

/** One packet as a reader was sent it. */
export interface SeenPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly payload: Uint8Array;
}

/** Keeps what a reader of packets is given. */
export class PacketLog implements PacketReader {
  readonly batches: RtpBatch[] = [];
  readonly reports: SenderReport[] = [];
  leave: () => void = () => {};

  write(batch: RtpBatch): void {
    this.batches.push(batch);
  }

  report(rtcp: Uint8Array<ArrayBuffer>): void {
    const packets = parseRtcp(rtcp);
    if (isMalformed(packets)) throw new Error(packets.reason);
    for (const packet of packets) if (packet.kind === "SR") this.reports.push(packet);
  }

  get packets(): SeenPacket[] {
    return this.batches.flatMap(packetsOf);
  }

  /** Its packets joined into units, by nothing of the stream's own. */
  units(config: TrackConfig, rtp: RtpFormat): DecodedUnit[] {
    const depacketizer = depacketizerFor(config, rtp)!;
    return this.packets.flatMap(({ payload, timestamp, marker }) => {
      const units = depacketizer.push(payload, timestamp, marker);
      if (isMalformed(units)) throw new Error(units.reason);
      return units;
    });
  }
}

/** Keeps what a reader of units is given. */
export class UnitLog implements FrameReader {
  readonly units: AccessUnit[] = [];
  leave: () => void = () => {};

  write(unit: AccessUnit): void {
    this.units.push(unit);
  }
}

function packetsOf({ bytes, offsets, sizes }: RtpBatch): SeenPacket[] {
  return offsets.map((from, i) => {
    const to = from + sizes[i];
    return {
      sequence: sequence(bytes, from),
      timestamp: timestamp(bytes, from),
      ssrc: ssrc(bytes, from),
      payloadType: payloadType(bytes, from),
      marker: marker(bytes, from),
      payload: bytes.subarray(payloadStart(bytes, from, to), payloadEnd(bytes, from, to)),
    };
  });
}

/** Calls `write` for every unit of the clips in order of decoding, the clock moved to when each is due. */
function play(
  clock: FakeClock,
  clips: readonly Clip[],
  write: (track: number, unit: ClipUnit) => void,
): void {
  const all = clips.flatMap(({ units, clockRate }, track) =>
    units.map((unit) => ({ track, unit, due: 1000 * unit.dts / clockRate }))
  ).sort((a, b) => a.due - b.due);
  let now = all[0].due;
  for (const { track, unit, due } of all) {
    clock.advance(due - now);
    now = due;
    write(track, unit);
  }
}
