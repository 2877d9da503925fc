import { Buffer } from "node:buffer";
import type { Clock } from "net/clock.ts";

/** A body that cannot be had: its reason is the answer's. */
export class BodyError extends Error {
  constructor(readonly status: number, reason: string) {
    super(reason);
    this.name = "BodyError";
  }
}

/** How much of a body is taken, in bytes, and how long that may take, in milliseconds. */
export interface BodyLimits {
  readonly bytes: number;
  readonly time: number;
}

/** Reads a whole body. Rejects with a `BodyError` beyond the limits, or where the client has gone. */
export async function readBody(
  request: Request,
  { bytes, time }: BodyLimits,
  clock: Clock,
): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length")) > bytes) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  let late = false;
  const cancelTimer = clock.setTimer(() => {
    late = true;
    void reader.cancel().catch(() => {});
  }, time);
  try {
    return await readAll(reader, bytes, () => late);
  } catch (error) {
    void reader.cancel().catch(() => {});
    throw error instanceof BodyError ? error : new BodyError(400, "the body was cut off");
  } finally {
    cancelTimer();
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
  late: () => boolean,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let size = 0;;) {
    const { done, value } = await reader.read();
    if (late()) throw new BodyError(408, "the body did not come in time");
    if (done) return Buffer.concat(parts);
    size += value.length;
    if (size > limit) throw tooLarge();
    parts.push(value);
  }
}

function tooLarge(): BodyError {
  return new BodyError(400, "size exceeds maximum allowed");
}
