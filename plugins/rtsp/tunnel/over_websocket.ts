import { binaryFrame, pongFrame, WebSocketReader } from "../wire/tunnel/websocket.ts";
import { decoding, type Ends, readerOf, writeAll } from "./ends.ts";

/** What travels in a WebSocket that was opened; `rest`: what came behind its head. `mask` makes one, for a client. */
export function overWebSocket(
  socket: Ends,
  rest: Uint8Array,
  mask: () => Uint8Array | undefined = () => undefined,
): Ends {
  const reader = new WebSocketReader(mask() === undefined);
  // Frames of media and of pongs must not get into each other.
  let last: Promise<unknown> = Promise.resolve();
  const write = (frame: Uint8Array) => last = last.then(() => writeAll(socket, frame));
  const take = (bytes: Uint8Array) => {
    const count = reader.decode(bytes);
    for (const ping of reader.pings.splice(0)) write(pongFrame(ping, mask())).catch(() => {});
    return count === 0 && reader.closed ? null : count;
  };
  return {
    read: decoding(readerOf(socket, rest), take),
    write: async (bytes) => {
      await write(binaryFrame(bytes, mask()));
      return bytes.length;
    },
    close: () => socket.close(),
  };
}
