/** The stream that is fanned out: 4 Mbit/s, 30 frames a second of H264, one message each. */
import { concat } from "media/bytes.ts";
import { wall } from "../fanout/stream.ts";

export const FPS = 30;

/** Bytes of a message's body: of a frame. */
export const FRAME = 16_667;

/** Frames from one key frame to the next. */
const GOP = 60;

/** Bytes before the slice: frame and codec, AVC's kind of packet, composition time, the slice's length. */
const FLV = 9;

/** A byte of a slice that is its picture's first one (`first_mb_in_slice` is 0). */
const SLICE = 0xb8;

/** Behind the slice's first three bytes: when it was sent, its number among all. */
const STAMP = FLV + 3, COUNTER = STAMP + 8;

const SPS = fromBase64("Z0LAHtkDxWhAAAADAEAAAAwDxYuS"), PPS = fromBase64("aMuMsg==");

/** The sequence header (AVCDecoderConfigurationRecord, ISO 14496-15 §5.3.3.1) as the body of a message. */
export function makeHeader(): Uint8Array {
  const record = [1, ...SPS.subarray(1, 4), 0xff, 0xe1];
  const sized = (bytes: Uint8Array) => Uint8Array.of(bytes.length >> 8, bytes.length, ...bytes);
  return concat([
    Uint8Array.of(0x17, 0, 0, 0, 0, ...record),
    sized(SPS),
    Uint8Array.of(1),
    sized(PPS),
  ]);
}

/** Frame number `frame` of the stream as the body of a message. */
export function makeFrame(frame: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FRAME).fill(SLICE), view = new DataView(bytes.buffer);
  const key = frame % GOP === 0;
  bytes.set([key ? 0x17 : 0x27, 1, 0, 0, 0]);
  view.setUint32(5, FRAME - FLV);
  bytes[FLV] = key ? 0x65 : 0x41;
  view.setFloat64(STAMP, wall());
  view.setUint32(COUNTER, frame);
  return bytes;
}

/** Milliseconds at which a frame is due. */
export const dueAt = (frame: number) => Math.round(frame * 1000 / FPS);

/** Checks every frame of one reader, and measures how late it came. */
export class Check {
  frames = 0;
  /** Frames that are not the one behind the last. */
  wrong = 0;
  /** Milliseconds from the publisher's write to the reader's read of each frame. */
  delays: number[] = [];
  #counter = -1;

  /** Takes the body of a video message. */
  frame(body: Uint8Array): void {
    const slice = sliceOf(body);
    if (!slice) return;
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const counter = view.getUint32(slice + COUNTER - FLV);
    if (this.#counter >= 0 && counter !== this.#counter + 1) this.wrong++;
    this.#counter = counter;
    this.frames++;
    this.delays.push(wall() - view.getFloat64(slice + STAMP - FLV));
  }

  reset(): void {
    this.frames = this.wrong = 0;
    this.delays = [];
  }
}

/** Where the slice begins in a message: servers may put parameter sets before it. */
function sliceOf(body: Uint8Array): number | undefined {
  if ((body[0] & 0x0f) !== 7 || body[1] !== 1) return undefined;
  for (let at = 5; at + 4 < body.length;) {
    const type = body[at + 4] & 0x1f;
    if (type === 1 || type === 5) return at + 4;
    at += 4 + new DataView(body.buffer, body.byteOffset + at).getUint32(0);
  }
  return undefined;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
