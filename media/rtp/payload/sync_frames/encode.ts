import { isMalformed, Malformed } from "media/malformed.ts";
import type { PackedPayload, Packetizer } from "../payload.ts";
import type { FrameHeader, FrameLayout } from "./layout.ts";

/** Frames of one packet: a byte counts them. */
const MAX_FRAMES = 255;

interface Frame extends FrameHeader {
  readonly bytes: Uint8Array;
}

/**
 * Packetizer of frames that tell their size: as many in a packet as fit, fragments of larger ones. The parts of a unit
 * hold whole frames. Markers are set as for AC-3 (RFC 4184 §3), which MPEG audio leaves open, so that receivers need not
 * wait for the next packet. `clockRate`: ticks of timestamps a second.
 */
export class FramePacketizer implements Packetizer {
  constructor(private readonly layout: FrameLayout, private readonly clockRate: number) {}

  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] | Malformed {
    const frames: Frame[] = [];
    for (const part of payload) {
      const fault = this.split(part, frames);
      if (fault) return fault;
    }
    const room = payloadMax - this.layout.headerSize, packed: PackedPayload[] = [];
    let ticks = 0;
    for (let first = 0; first < frames.length;) {
      const group = frames.slice(first, first + Math.max(1, fitting(frames, first, room)));
      const timestampOffset = Math.round(ticks);
      packed.push(...this.packGroup(group, room, timestampOffset));
      for (const { samples, sampleRate } of group) ticks += samples * this.clockRate / sampleRate;
      first += group.length;
    }
    return packed;
  }

  private split(part: Uint8Array, frames: Frame[]): Malformed | undefined {
    for (let at = 0; at < part.length;) {
      const header = this.layout.readFrame(part, at);
      if (isMalformed(header)) return header;
      const end = at + header.size;
      if (end > part.length) return new Malformed("RTP: a frame is cut short");
      frames.push({ ...header, bytes: part.subarray(at, end) });
      at = end;
    }
    return undefined;
  }

  /** Frames that fit into one packet, or one that does not. */
  private packGroup(group: readonly Frame[], room: number, timestampOffset: number) {
    const [{ bytes, size }] = group;
    if (size > room) return this.fragments(bytes, room, timestampOffset);
    const parts = [this.layout.wholeHeader(group.length), ...group.map(({ bytes }) => bytes)];
    return [{ parts, marker: true, timestampOffset }];
  }

  private fragments(frame: Uint8Array, room: number, timestampOffset: number): PackedPayload[] {
    const { layout } = this, count = Math.ceil(frame.length / room), packed: PackedPayload[] = [];
    for (let at = 0; at < frame.length; at += room) {
      const part = frame.subarray(at, at + room), to = at + part.length;
      const header = layout.fragmentHeader(at, to, frame.length, count);
      packed.push({ parts: [header, part], marker: to === frame.length, timestampOffset });
    }
    return packed;
  }
}

/** How many frames from `first` on fit into `room` bytes. */
function fitting(frames: readonly Frame[], first: number, room: number): number {
  let count = 0, size = 0;
  for (; first + count < frames.length && count < MAX_FRAMES; count++) {
    size += frames[first + count].size;
    if (size > room) break;
  }
  return count;
}
