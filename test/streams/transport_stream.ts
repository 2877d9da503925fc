import { concat } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { TsMuxer } from "media/mpegts/write/muxer.ts";
import { type Clip, tracksOf } from "./clips.ts";

/** What an encoder makes of clips: MPEG-TS, its times beginning about 0. */
export function transportStream(clips: readonly Clip[]): Uint8Array {
  const muxer = new TsMuxer(tracksOf(clips, false));
  const units = clips.flatMap((clip, track) =>
    clip.units.map((unit) => ({ unit, track, clip, time: unit.dts / clip.clockRate }))
  ).sort((a, b) => a.time - b.time);
  const blocks = units.map(({ unit, track, clip }) =>
    muxer.write({ ...unit, track, config: clip.config })
  );
  return concat(blocks.map((block) => {
    if (block instanceof Malformed) throw new Error(block.reason);
    return block;
  }));
}

/** Bytes of the packets that encoders put into a datagram. */
const DATAGRAM = 7 * 188;

/** Sends a transport stream to a UDP port, each datagram a turn of the event loop later. */
export async function sendTo(
  bytes: Uint8Array,
  port: number,
  hostname = "127.0.0.1",
): Promise<void> {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  for (let from = 0; from < bytes.length; from += DATAGRAM) {
    const datagram = bytes.subarray(from, from + DATAGRAM);
    await socket.send(datagram, { transport: "udp", hostname, port });
  }
  socket.close();
}
