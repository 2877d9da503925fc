/** The stream that is fanned out: 4 Mbit/s, 30 frames a second, 14 RTP packets of H264 each. */
import { GAP } from "media/rtp/batch.ts";
import { FIXED_HEADER, marker, sequence, writeHeader } from "media/rtp/packet.ts";

export const FPS = 30, PACKETS = 14, SIZE = 1200;

/** Bytes of a packet with the header of interleaving, and of a frame of them. */
export const BLOCK = GAP + SIZE, FRAME = PACKETS * BLOCK;

/** Frames from one key frame to the next. */
const GOP = 60;

/** A byte of a slice that is its picture's first one (`first_mb_in_slice` is 0). */
const SLICE = 0xb8;

/** Behind RTP's header, the two bytes of FU-A (RFC 6184 §5.8) and two of a slice: when it was sent, its number among all. */
export const STAMP = FIXED_HEADER + 4, COUNTER = STAMP + 8;

const PAYLOAD_TYPE = 96, SSRC = 0x0fa4_0a75;

export const SDP = [
  "v=0",
  "o=- 0 0 IN IP4 127.0.0.1",
  "s=fanout",
  "c=IN IP4 0.0.0.0",
  "t=0 0",
  `m=video 0 RTP/AVP ${PAYLOAD_TYPE}`,
  `a=rtpmap:${PAYLOAD_TYPE} H264/90000`,
  `a=fmtp:${PAYLOAD_TYPE} packetization-mode=1; ` +
  "sprop-parameter-sets=Z0LAHtkDxWhAAAADAEAAAAwDxYuS,aMuMsg==",
  "a=control:trackID=0",
  "",
].join("\r\n");

/** Milliseconds since 1970 with fractions, the same in every process of the machine. */
export function wall(): number {
  return performance.timeOrigin + performance.now();
}

/** Frame number `frame` of the stream, interleaved on channel 0. */
export function makeFrame(frame: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FRAME).fill(SLICE), view = new DataView(bytes.buffer);
  const now = wall(), type = frame % GOP === 0 ? 5 : 1;
  for (let i = 0; i < PACKETS; i++) {
    const at = i * BLOCK + GAP, number = frame * PACKETS + i, last = i === PACKETS - 1;
    bytes.set([0x24, 0, SIZE >> 8, SIZE & 0xff], at - GAP);
    writeHeader(bytes, at, PAYLOAD_TYPE, last, number & 0xffff, frame * 90000 / FPS >>> 0, SSRC);
    bytes[at + FIXED_HEADER] = 0x60 | 28;
    bytes[at + FIXED_HEADER + 1] = (i === 0 ? 0x80 : 0) | (last ? 0x40 : 0) | type;
    view.setFloat64(at + STAMP, now);
    view.setUint32(at + COUNTER, number);
  }
  return bytes;
}

/** Calls `send` for frames `from`, `from` + 1 … at the stream's rate; resolves one frame after the last. */
export async function paced(
  from: number,
  count: number,
  send: (frame: number) => void,
): Promise<void> {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    send(from + i);
    const wait = start + (i + 1) * 1000 / FPS - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
  }
}

/** Checks every packet of one reader, and measures when frames are complete. */
export class Check {
  packets = 0;
  /** Packets that are damaged, or not the one behind the last. */
  wrong = 0;
  /** Milliseconds from the publisher's write to the last packet of each frame. */
  delays: number[] = [];
  #sequence = -1;
  #counter = -1;

  packet(bytes: Uint8Array, start: number, end: number): void {
    this.packets++;
    if (end - start !== SIZE) {
      this.wrong++;
      return;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, SIZE);
    const number = sequence(bytes, start), counter = view.getUint32(COUNTER);
    const follows = number === (this.#sequence + 1 & 0xffff) && counter === this.#counter + 1;
    if (this.#sequence >= 0 && !follows) this.wrong++;
    this.#sequence = number;
    this.#counter = counter;
    if (marker(bytes, start)) this.delays.push(wall() - view.getFloat64(STAMP));
  }

  reset(): void {
    this.packets = this.wrong = 0;
    this.delays = [];
  }
}
