import { writeU16 } from "media/bytes.ts";

/** Payload protocol identifiers (RFC 8831 §8). */
export const CONTROL = 50, BINARY = 53;

const OPEN = 0x03, ACK = 0x02, RELIABLE = 0x00;

/** Opens a channel, reliable and in order (RFC 8832 §5.1). */
export function openMessage(label: string): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(label), out = new Uint8Array(12 + name.length);
  out[0] = OPEN, out[1] = RELIABLE;
  writeU16(out, 8, name.length);
  out.set(name, 12);
  return out;
}

/** The answer to such a message of the peer's; undefined where it is none. */
export function answerMessage(data: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  return data[0] === OPEN ? Uint8Array.of(ACK) : undefined;
}
