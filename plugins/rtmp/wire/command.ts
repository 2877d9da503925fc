import { readAmf0 } from "media/amf/read.ts";
import { type AmfObject, type AmfValue, isAmfObject } from "media/amf/value.ts";
import { writeAmf0 } from "media/amf/write.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { writeChunks } from "./chunk_writer.ts";
import { CHANNELS, COMMAND, COMMAND_AMF3, DATA, DATA_AMF3, type Message } from "./message.ts";

/** A command (RTMP specification §7.2), or the answer to one. */
export interface Command {
  readonly name: string;
  /** 0 where no answer is expected. */
  readonly transaction: number;
  /** The command object; empty where it is null. */
  readonly object: AmfObject;
  readonly arguments: readonly AmfValue[];
  /** Message stream that it came on. */
  readonly stream: number;
}

const NO_OBJECT: AmfObject = new Map();

/** Reads the values of a command or of data; those of type AMF3 are in AMF0 behind a byte, as everybody sends them. */
export function readValues({ type, body }: Message): AmfValue[] | Malformed {
  const skip = (type === COMMAND_AMF3 || type === DATA_AMF3) && body[0] === 0 ? 1 : 0;
  return readAmf0(body.subarray(skip));
}

export function isCommand({ type }: Message): boolean {
  return type === COMMAND || type === COMMAND_AMF3;
}

export function isData({ type }: Message): boolean {
  return type === DATA || type === DATA_AMF3;
}

/** Reads a command message. */
export function readCommand(message: Message): Command | Malformed {
  const values = readValues(message);
  if (isMalformed(values)) return values;
  const [name, transaction = 0, object, ...rest] = values;
  if (typeof name !== "string" || typeof transaction !== "number") {
    return new Malformed("RTMP: a command without a name or number");
  }
  return {
    name,
    transaction,
    object: isAmfObject(object) ? object : NO_OBJECT,
    arguments: rest,
    stream: message.stream,
  };
}

/** A property of a command's object or of the information in an answer; "" where it is no text. */
export function textOf(value: AmfValue, name: string): string {
  const property = isAmfObject(value) ? value.get(name) : undefined;
  return typeof property === "string" ? property : "";
}

/** A command, or an answer, as chunks. */
export function writeCommand(
  stream: number,
  chunkSize: number,
  ...values: readonly AmfValue[]
): Uint8Array<ArrayBuffer> {
  const message = { type: COMMAND, stream, timestamp: 0, parts: [writeAmf0(...values)] };
  return writeChunks(message, CHANNELS.command, chunkSize);
}

/** A data message, as chunks. */
export function writeData(
  stream: number,
  chunkSize: number,
  ...values: readonly AmfValue[]
): Uint8Array<ArrayBuffer> {
  const message = { type: DATA, stream, timestamp: 0, parts: [writeAmf0(...values)] };
  return writeChunks(message, CHANNELS.data, chunkSize);
}
