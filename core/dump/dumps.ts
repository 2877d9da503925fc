import type { Logger } from "core/log/logger.ts";
import { parseAddress } from "net/address.ts";
import { type Clock, pause } from "net/clock.ts";
import { createFile, type FileOutput } from "net/storage/new_file.ts";
import { openUdp, type UdpOptions, type UdpSocket } from "net/udp.ts";
import { type Connection, DumpedConn } from "./conn.ts";
import { Recording } from "./recording.ts";
import { DatagramTap, tapSocket } from "./udp.ts";

/** How long the end waits for a disk that does not take the last frames, in milliseconds. */
const PATIENCE = 2000;

/**
 * Writes traffic to pcapng files in the working directory, one for each connection or socket
 * (`PREFIX_UNIXNANO_UUID.pcapng`), without holding it up: what a slow disk does not take is dropped, and a file that
 * cannot be written is one warning. Of an encrypted connection it has what is inside.
 */
export class Dumps {
  readonly #recordings = new Set<Recording>();

  /** `create` makes a file of a name that is not there yet. */
  constructor(
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly create: (name: string) => Promise<FileOutput> = createFile,
  ) {}

  /** The connection, dumped until it is closed. */
  conn(prefix: string, conn: Connection): Connection {
    const recording = this.#record(prefix);
    return new DumpedConn(conn, recording, () => void this.#end(recording));
  }

  /** Opens a datagram socket as `openUdp`, dumped until it is closed. */
  udp(prefix: string, address: string, options: UdpOptions): UdpSocket {
    const socket = openUdp(address, {
      ...options,
      received(bytes, start, end, from) {
        tap.received(bytes.subarray(start, end), from);
        options.received(bytes, start, end, from);
      },
    });
    const { hostname } = parseAddress(address), { port } = socket;
    const recording = this.#record(prefix);
    const tap = new DatagramTap(recording, { transport: "udp", hostname, port });
    return tapSocket(socket, tap, () => this.#end(recording));
  }

  /** Ends every file; resolves when they are written, or after a while. */
  async close(): Promise<void> {
    const done = new AbortController();
    const ends = Promise.all([...this.#recordings].map((recording) => this.#end(recording)));
    await Promise.race([ends, pause(this.clock, PATIENCE, done.signal)]);
    done.abort();
  }

  #record(prefix: string): Recording {
    const recording = new Recording(prefix, this.clock, this.log, this.create);
    this.#recordings.add(recording);
    return recording;
  }

  async #end(recording: Recording): Promise<void> {
    await recording.close();
    this.#recordings.delete(recording);
  }
}
