import { Malformed } from "media/malformed.ts";

const CONTINUATION = 0, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;
const CONTROL_LIMIT = 125;

/** A client's frames (RFC 6455 §5): gives what the binary ones hold, whatever the pieces they come in. */
export class WebSocketReader {
  /** Pongs that have to be sent. */
  readonly outbox: Uint8Array<ArrayBuffer>[] = [];
  /** The client wants to end it. */
  closed = false;
  readonly #header: number[] = [];
  #opcode = 0;
  /** Bytes of the frame that are to come; negative while its header is read. */
  #left = -1;
  #mask = [0, 0, 0, 0];
  #at = 0;
  #control: number[] = [];

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
    if (header.length === 2 && byte < 0x80) return new Malformed("a frame is not masked");
    const short = header[1] & 0x7f, extended = short === 127 ? 8 : short === 126 ? 2 : 0;
    if (header.length < 2 || header.length < 2 + extended + 4) return undefined;
    this.#opcode = header[0] & 0xf;
    this.#left = extended === 0
      ? short
      : header.slice(2, 2 + extended).reduce((sum, part) => sum * 256 + part, 0);
    this.#mask = header.slice(-4);
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
    if (this.#opcode === PING) this.outbox.push(frame(PONG, Uint8Array.from(this.#control)));
    this.#control = [];
  }
}

/** A binary frame of the server. */
export function binaryFrame(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(BINARY, payload);
}

function frame(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = payload, extended = length > 0xffff ? 8 : length > CONTROL_LIMIT ? 2 : 0;
  const bytes = new Uint8Array(2 + extended + length), view = new DataView(bytes.buffer);
  bytes[0] = 0x80 | opcode;
  bytes[1] = extended === 8 ? 127 : extended === 2 ? 126 : length;
  if (extended === 8) view.setUint32(6, length);
  if (extended === 2) view.setUint16(2, length);
  bytes.set(payload, 2 + extended);
  return bytes;
}
