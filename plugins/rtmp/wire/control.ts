import { readU16, readU32, writeU16, writeU32 } from "media/bytes.ts";
import { writeChunks } from "./chunk_writer.ts";
import { FIRST_CHUNK_SIZE } from "./chunk_reader.ts";
import {
  ACKNOWLEDGEMENT,
  CHANNELS,
  type Message,
  PEER_BANDWIDTH,
  SET_CHUNK_SIZE,
  USER_CONTROL,
  WINDOW_SIZE,
} from "./message.ts";

/** User control events (RTMP specification §7.1.7). */
export const STREAM_BEGIN = 0;
export const STREAM_EOF = 1;
export const SET_BUFFER_LENGTH = 3;
export const PING_REQUEST = 6;
export const PING_RESPONSE = 7;

/** A limit of the bandwidth that is as the one before (§5.4.5). */
const DYNAMIC = 2;

/** What a control message says, of what we look at. */
export type Control =
  | { readonly kind: "window"; readonly size: number }
  | { readonly kind: "event"; readonly event: number; readonly value: number };

/** Reads a control message; undefined for those that tell us nothing. */
export function readControl({ type, body }: Message): Control | undefined {
  if (type === WINDOW_SIZE && body.length >= 4) return { kind: "window", size: readU32(body, 0) };
  if (type !== USER_CONTROL || body.length < 6) return undefined;
  return { kind: "event", event: readU16(body, 0), value: readU32(body, 2) };
}

/** From now on our chunks have up to `size` bytes. */
export function writeChunkSize(size: number): Uint8Array<ArrayBuffer> {
  return control(SET_CHUNK_SIZE, u32(size));
}

/** So many bytes were read so far, modulo 2^32. */
export function writeAcknowledgement(bytes: number): Uint8Array<ArrayBuffer> {
  return control(ACKNOWLEDGEMENT, u32(bytes));
}

/** The peer is to acknowledge each time it has read `size` bytes. */
export function writeWindowSize(size: number): Uint8Array<ArrayBuffer> {
  return control(WINDOW_SIZE, u32(size));
}

/** The peer is not to send more than `size` bytes without our acknowledgement. */
export function writePeerBandwidth(size: number): Uint8Array<ArrayBuffer> {
  return control(PEER_BANDWIDTH, Uint8Array.of(...u32(size), DYNAMIC));
}

/** An event of a stream, or a ping, with its values of 32 bits. */
export function writeEvent(event: number, ...values: number[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(2 + 4 * values.length);
  writeU16(body, 0, event);
  values.forEach((value, i) => writeU32(body, 2 + 4 * i, value));
  return control(USER_CONTROL, body);
}

/** They are so short that they fit into a chunk of any size that was agreed upon. */
function control(type: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = { type, stream: 0, timestamp: 0, parts: [body] };
  return writeChunks(message, CHANNELS.control, FIRST_CHUNK_SIZE);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
}
