import { packetDuration } from "media/codecs/opus/packet.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import type { SoundFrame, SoundFraming } from "./framed_sound.ts";

/** The 11 bits that a control header begins with, and the marks of what it has beside the size. */
const PREFIX = 0x7fe0, START_TRIM = 0x10, END_TRIM = 0x08, EXTENSION = 0x04;
/** Bytes of a packet: more is none. */
const MAX_PACKET = 16 * 1024;

/** Packets of Opus, each behind a control header (Opus in MPEG-TS §5). */
export class OpusFraming implements SoundFraming {
  readonly #config: ConfigOf<"Opus">;

  constructor(channels: number) {
    this.#config = { codec: "Opus", channels };
  }

  size(bytes: Uint8Array, at: number): number | undefined | Malformed {
    const header = parseHeader(bytes, at);
    return header && !isMalformed(header) ? header.header + header.packet : header;
  }

  read(frame: Uint8Array): SoundFrame | undefined | Malformed {
    const header = parseHeader(frame, 0);
    if (!header || isMalformed(header)) return header;
    if (header.packet === 0) return undefined;
    const payload = frame.subarray(header.header), duration = packetDuration(payload);
    if (isMalformed(duration)) return duration;
    return { config: this.#config, payload, duration: duration / 48000 };
  }
}

/** Bytes of the header at `at` and of the packet behind it; undefined where it goes on beyond the bytes. */
function parseHeader(bytes: Uint8Array, at: number) {
  if (at + 3 > bytes.length) return undefined;
  if ((bytes[at] << 8 & 0xff00 | bytes[at + 1] & 0xe0) !== PREFIX) {
    return new Malformed("MPEG-TS: no control header of Opus");
  }
  const marks = bytes[at + 1];
  let end = at + 2, packet = 0;
  while (bytes[end] === 255 && packet <= MAX_PACKET) packet += bytes[end++];
  if (packet > MAX_PACKET) return new Malformed("MPEG-TS: a packet of Opus is too long");
  if (end >= bytes.length) return undefined;
  packet += bytes[end++];
  if ((marks & START_TRIM) !== 0) end += 2;
  if ((marks & END_TRIM) !== 0) end += 2;
  if ((marks & EXTENSION) !== 0) {
    if (end >= bytes.length) return undefined;
    end += 1 + bytes[end];
  }
  return { header: end - at, packet };
}

/** The control header of a packet of that many bytes. */
export function writeOpusHeader(size: number): Uint8Array {
  const header = new Uint8Array(3 + Math.floor(size / 255)).fill(255);
  header[0] = PREFIX >> 8;
  header[1] = PREFIX & 0xff;
  header[header.length - 1] = size % 255;
  return header;
}
