import { type HttpRequest, messageOf } from "core/mod.ts";
import type { Clock } from "net/clock.ts";

/** Characters that are sent at once, and milliseconds after which everybody else gets a turn. */
const CHUNK = 32 * 1024, TURN = 4;

/** Answers with a text that is made while it is sent, however long it is. */
export function textAnswer(
  pieces: Iterable<string> | AsyncIterable<string>,
  request: HttpRequest,
  clock: Clock,
): Response {
  const body = ReadableStream.from(chunks(pieces, request, clock));
  return new Response(body, { headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

async function* chunks(
  pieces: Iterable<string> | AsyncIterable<string>,
  request: HttpRequest,
  clock: Clock,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "", since = clock.now();
  try {
    for await (const piece of pieces) {
      text += piece;
      const late = clock.now() - since > TURN;
      if (text.length < CHUNK && !late) continue;
      request.touch();
      yield encoder.encode(text);
      text = "";
      if (late) await new Promise<void>((resolve) => void clock.setTimer(resolve, 0));
      since = clock.now();
    }
    if (text !== "") yield encoder.encode(text);
  } catch (error) {
    request.log.error(`cannot go on with ${request.path}: ${messageOf(error)}`);
    throw error;
  }
}
