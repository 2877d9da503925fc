import { BitReader } from "media/bits.ts";
import { isSlice, PICTURE, SEQUENCE_HEADER } from "media/codecs/mpeg_video/start_code.ts";
import { findStartCode } from "media/codecs/nal.ts";
import { Malformed } from "media/malformed.ts";
import { marked, type PackedPayload, type Packetizer } from "../payload.ts";
import { BEGIN, END, HEADER, SEQUENCE } from "./header.ts";

const PREDICTED = 2, BIDIRECTIONAL = 3;

/** A slice with the headers before it. */
interface Piece {
  readonly from: number;
  readonly to: number;
  /** Headers are before the slice: they begin a packet. */
  readonly headers: boolean;
  readonly sequence: boolean;
  /** The header of its packets but for what they hold. */
  readonly picture: readonly [number, number, number, number];
}

/** Packetizer of MPEG-1 and MPEG-2 video (RFC 2250 §3): whole slices together, large ones in fragments. */
export const mpegVideoPacketizer: Packetizer = {
  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] | Malformed {
    const payloads: Uint8Array[][] = [];
    for (const unit of payload) {
      const pieces = split(unit);
      if (pieces instanceof Malformed) return pieces;
      pack(unit, pieces, payloadMax - HEADER, payloads);
    }
    return marked(payloads);
  },
};

function pack(unit: Uint8Array, pieces: readonly Piece[], room: number, payloads: Uint8Array[][]) {
  for (let i = 0; i < pieces.length;) {
    const first = pieces[i++], { from } = first;
    let to = first.to;
    while (i < pieces.length && !pieces[i].headers && pieces[i].to - from <= room) {
      to = pieces[i++].to;
    }
    for (let at = from; at < to; at += room) {
      const end = Math.min(at + room, to);
      const flags = (at === from ? BEGIN | (first.sequence ? SEQUENCE : 0) : 0) |
        (end === to ? END : 0);
      const [a, b, c, d] = first.picture;
      payloads.push([Uint8Array.of(a, b, c | flags, d), unit.subarray(at, end)]);
    }
  }
}

/** The pieces of a unit, without a gap; what is behind the last slice belongs to it. */
function split(unit: Uint8Array): Piece[] | Malformed {
  const pieces: Piece[] = [];
  let from = 0, headers = false, sequence = false, open = false;
  let picture: Piece["picture"] | undefined;
  const close = (to: number) => {
    if (!open || !picture) return;
    pieces.push({ from, to, headers, sequence, picture });
    from = to;
    headers = sequence = open = false;
  };
  for (let at = findStartCode(unit, 0); at + 4 <= unit.length; at = findStartCode(unit, at + 3)) {
    const code = unit[at + 3];
    close(at);
    if (isSlice(code)) {
      open = true;
      continue;
    }
    headers = true;
    sequence ||= code === SEQUENCE_HEADER;
    if (code === PICTURE) picture = readPicture(unit, at + 4);
  }
  close(unit.length);
  const last = pieces.pop();
  if (!last) return new Malformed("MPEG video: no picture");
  return [...pieces, { ...last, to: unit.length }];
}

/** What of a picture header (ISO/IEC 13818-2 §6.2.3), whose content is at `at`, its packets repeat. */
function readPicture(unit: Uint8Array, at: number): Piece["picture"] {
  const reader = new BitReader(unit, at);
  const order = reader.u(10), type = reader.u(3);
  reader.skip(16);
  const forward = type === PREDICTED || type === BIDIRECTIONAL ? reader.u(4) : 0;
  const backward = type === BIDIRECTIONAL ? reader.u(4) : 0;
  return [order >> 8, order & 0xff, type, backward << 4 | forward];
}
