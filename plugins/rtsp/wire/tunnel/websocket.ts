import { Malformed } from "media/malformed.ts";

const CONTINUATION = 0, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;
const CONTROL_LIMIT = 125;

/** One side's frames (RFC 6455 §5): gives what the binary ones hold, whatever the pieces they come in. */
export class WebSocketReader {
  /** What pings hold, which pongs have to. */
  readonly pings: Uint8Array<ArrayBuffer>[] = [];
  /** The other side wants to end it. */
  closed = false;
  readonly #header: number[] = [];
  #opcode = 0;
  /** Bytes of the frame that are to come; negative while its header is read. */
  #left = -1;
  #mask = [0, 0, 0, 0];
  #at = 0;
  #control: number[] = [];

  /** `masked`: clients mask their frames, servers do not. */
  constructor(private readonly masked: boolean) {}

  /** Unmasks in place; how many bytes came out, at the beginning of `bytes`. */
  decode(bytes: Uint8Array): number | Malformed {
    let out = 0;
    for (const byte of bytes) {
      if (this.closed) break;
      if (this.#left < 0) {
        const problem = this.#headerByte(byte);
        if (problem) return problem;
      } else {
        const plain = byte ^ this.#mask[this.#at++ & 3];
        if (this.#opcode < CLOSE) bytes[out++] = plain;
        else this.#control.push(plain);
        this.#left--;
      }
      if (this.#left === 0) this.#ended();
    }
    return out;
  }

  #headerByte(byte: number): Malformed | undefined {
    const header = this.#header;
    header.push(byte);
    if (header.length < 2) return undefined;
    if (header[1] >= 0x80 !== this.masked) {
      return new Malformed(`a frame is ${this.masked ? "not " : ""}masked`);
    }
    const short = header[1] & 0x7f, extended = short === 127 ? 8 : short === 126 ? 2 : 0;
    if (header.length < 2 + extended + (this.masked ? 4 : 0)) return undefined;
    this.#opcode = header[0] & 0xf;
    this.#left = extended === 0
      ? short
      : header.slice(2, 2 + extended).reduce((sum, part) => sum * 256 + part, 0);
    if (this.masked) this.#mask = header.slice(-4);
    this.#at = 0;
    header.length = 0;
    if (![CONTINUATION, BINARY, CLOSE, PING, PONG].includes(this.#opcode)) {
      return new Malformed(`frames of the kind ${this.#opcode} are not binary`);
    }
    if (this.#opcode >= CLOSE && this.#left > CONTROL_LIMIT) {
      return new Malformed("a control frame is too long");
    }
    return undefined;
  }

  #ended(): void {
    this.#left = -1;
    if (this.#opcode === CLOSE) this.closed = true;
    if (this.#opcode === PING) this.pings.push(Uint8Array.from(this.#control));
    this.#control = [];
  }
}

/** A binary frame; `mask`: four bytes that nobody can guess, of a client. */
export function binaryFrame(payload: Uint8Array, mask?: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(BINARY, payload, mask);
}

/** The answer to a ping, likewise. */
export function pongFrame(payload: Uint8Array, mask?: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(PONG, payload, mask);
}

function frame(opcode: number, payload: Uint8Array, mask?: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = payload, extended = length > 0xffff ? 8 : length > CONTROL_LIMIT ? 2 : 0;
  const header = 2 + extended + (mask ? 4 : 0);
  const bytes = new Uint8Array(header + length), view = new DataView(bytes.buffer);
  bytes[0] = 0x80 | opcode;
  bytes[1] = (mask ? 0x80 : 0) | (extended === 8 ? 127 : extended === 2 ? 126 : length);
  if (extended === 8) view.setUint32(6, length);
  if (extended === 2) view.setUint16(2, length);
  bytes.set(payload, header);
  if (!mask) return bytes;
  bytes.set(mask, header - 4);
  for (let i = 0; i < length; i++) bytes[header + i] ^= mask[i & 3];
  return bytes;
}
