import { concat } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { TsMuxer } from "media/mpegts/write/muxer.ts";
import { systemClock } from "net/clock.ts";
import { parseAddress } from "../plugins/srt/client/address.ts";
import { type Client, connectTo } from "../plugins/srt/client/client.ts";
import { LogLines } from "./log_lines.ts";
import { type Clip, tracksOf } from "./streams/clips.ts";

const config = {
  srt: false,
  srtAddress: "",
  dumpPackets: false,
  readTimeout: 5000,
  udpMaxPayloadSize: 1452,
  udpReadBufferSize: 0,
  writeTimeout: 5000,
  writeQueueSize: 512,
};

/** Connects to a server at a port of this machine; rejects where it is refused. `query`: options of the URL. */
export function connectSrt(port: number, query: string): Promise<Client> {
  const address = parseAddress(`srt://127.0.0.1:${port}?${query}`);
  if (address instanceof Malformed) throw new Error(address.reason);
  const { signal } = new AbortController();
  return connectTo(address, { clock: systemClock, config }, new LogLines().log, signal);
}

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
