import { messageOf } from "core/mod.ts";
import { listenUnix } from "net/tcp.ts";
import type { Inlet, InletOptions } from "./inlet.ts";

/** Bytes that are read at once, which by RTP are one packet. */
const READ_SIZE = 1500;
/** Of a stream that has no packets. */
const STREAM_READ_SIZE = 32 * 1024;

/**
 * Receives from the first who connects to a socket that is made anew; throws where it cannot be made. `packets`: each
 * read is one of RTP.
 */
export function openUnixInlet(file: string, packets: boolean, options: InletOptions): Inlet {
  let conn: Deno.UnixConn | undefined, reading: Promise<void> | undefined;
  const listener = listenUnix(file, (accepted) => {
    // There is one sender only.
    if (conn) return accepted.close();
    conn = accepted;
    reading = read(accepted, packets ? READ_SIZE : STREAM_READ_SIZE, options);
  }, options.failed);
  return {
    async close() {
      try {
        conn?.close();
      } catch {
        // It has closed itself.
      }
      await Promise.all([listener.close(), reading]);
    },
  };
}

async function read(conn: Deno.UnixConn, size: number, options: InletOptions): Promise<void> {
  try {
    for (;;) {
      const bytes = new Uint8Array(size), count = await conn.read(bytes);
      if (count === null) return options.ended("the sender has closed the connection");
      options.received(bytes, 0, count);
    }
  } catch (error) {
    options.ended(messageOf(error));
  }
}
