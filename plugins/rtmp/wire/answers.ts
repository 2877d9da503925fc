import { amfObject, type AmfValue } from "media/amf/value.ts";
import { FIRST_CHUNK_SIZE } from "./chunk_reader.ts";
import { type Command, writeCommand } from "./command.ts";
import * as control from "./control.ts";

/** What this family of servers says it is: some encoders look at it. */
const FMS_VERSION = "LNX 9,0,124,2";
const CAPABILITIES = 31;
/** Bytes until an acknowledgement is sent, both ways. */
export const WINDOW_SIZE = 2_500_000;
/** Bytes of our chunks: hardly a message needs more than a few. */
export const CHUNK_SIZE = 65536;

/** Whether a command went well, and how that is called (RTMP specification §7.2.2). */
export interface Status {
  readonly level: "status" | "error";
  readonly code: string;
  readonly description: string;
}

/** The answer to `connect`, and what stands before it: windows, and the size of our chunks where it is not the first. */
export function acceptConnection(
  { transaction, object }: Command,
  chunkSize: number,
): Uint8Array<ArrayBuffer>[] {
  const encoding = object.get("objectEncoding");
  return [
    control.writeWindowSize(WINDOW_SIZE),
    control.writePeerBandwidth(WINDOW_SIZE),
    ...chunkSize === FIRST_CHUNK_SIZE ? [] : [control.writeChunkSize(chunkSize)],
    writeCommand(
      0,
      chunkSize,
      "_result",
      transaction,
      amfObject({ fmsVer: FMS_VERSION, capabilities: CAPABILITIES }),
      amfObject({
        level: "status",
        code: "NetConnection.Connect.Success",
        description: "Connection succeeded.",
        objectEncoding: typeof encoding === "number" ? encoding : 0,
      }),
    ),
  ];
}

/** The result of a command that is not about a stream; on stream 0. */
export function writeResult(
  { transaction }: Command,
  chunkSize: number,
  ...values: readonly AmfValue[]
): Uint8Array<ArrayBuffer> {
  return writeCommand(0, chunkSize, "_result", transaction, null, ...values);
}

/** The status of a stream. */
export function writeStatus(
  stream: number,
  chunkSize: number,
  { level, code, description }: Status,
): Uint8Array<ArrayBuffer> {
  const info = amfObject({ level, code, description });
  return writeCommand(stream, chunkSize, "onStatus", 0, null, info);
}

/** The stream begins. */
export function writeStreamBegin(stream: number): Uint8Array<ArrayBuffer> {
  return control.writeEvent(control.STREAM_BEGIN, stream);
}
