import { readU24 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { AUDIO, DATA, type Message, VIDEO } from "./message.ts";

/** Bytes before each part, and behind it. */
const HEAD = 11, TAIL = 4;
const PARTS: ReadonlySet<number> = new Set([AUDIO, VIDEO, DATA]);

/**
 * The messages within an aggregate message (RTMP specification §7.1.6), as views: tags of FLV, whose times are moved so
 * that the first has that of the aggregate. Parts of other types are left out.
 */
export function splitAggregate({ stream, timestamp, body }: Message): Message[] | Malformed {
  const parts: Message[] = [];
  let first: number | undefined;
  for (let at = 0; at + HEAD <= body.length;) {
    const type = body[at], size = readU24(body, at + 1);
    const time = (readU24(body, at + 4) | body[at + 7] << 24) >>> 0;
    const end = at + HEAD + size;
    if (end > body.length) return new Malformed("RTMP: an aggregate message is cut short");
    first ??= time;
    if (PARTS.has(type)) {
      const moved = (timestamp + time - first) >>> 0;
      parts.push({ type, stream, timestamp: moved, body: body.subarray(at + HEAD, end) });
    }
    at = end + TAIL;
  }
  return parts;
}
