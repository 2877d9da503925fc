import { Malformed } from "media/malformed.ts";

/** Longest packet: 120 ms. */
const MAX_DURATION = 5760;
/** Frame durations of the configurations in ticks of 48 kHz (RFC 6716 §3.1): SILK, hybrid, CELT. */
const FRAME_DURATIONS: readonly number[] = [
  ...[480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880],
  ...[480, 960, 480, 960],
  ...[120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960],
];

/** Duration of a packet, plain or multistream, in ticks of 48 kHz, 120–5760 (RFC 6716 §3.1, §3.2). */
export function packetDuration(packet: Uint8Array): number | Malformed {
  if (packet.length === 0) return new Malformed("Opus: empty packet");
  const frame = FRAME_DURATIONS[packet[0] >> 3];
  const code = packet[0] & 3;
  if (code < 3) return code === 0 ? frame : 2 * frame;
  if (packet.length < 2) return new Malformed("Opus: no frame count");
  const duration = frame * (packet[1] & 0x3f);
  if (duration === 0 || duration > MAX_DURATION) {
    return new Malformed("Opus: frame count out of range");
  }
  return duration;
}

/** Whether a packet that begins with this byte is of stereo (RFC 6716 §3.1). */
export function isStereo(first: number): boolean {
  return (first & 0x04) !== 0;
}
