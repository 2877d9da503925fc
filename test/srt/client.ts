import { Malformed } from "media/malformed.ts";
import { systemClock } from "net/clock.ts";
import { parseAddress } from "../../plugins/srt/client/address.ts";
import { type Client, connectTo } from "../../plugins/srt/client/client.ts";
import { LogLines } from "../log_lines.ts";

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
