import { TcpConversation } from "media/pcapng/conversation.ts";
import type { TcpConn } from "net/tcp.ts";
import { endpointOf, facing } from "./endpoint.ts";
import type { Recording } from "./recording.ts";

/** What a protocol needs of a connection. */
export type Connection = TcpConn;

/** A connection that was accepted, with everything that passes written down. */
export class DumpedConn implements Connection {
  readonly localAddr: Deno.NetAddr;
  readonly remoteAddr: Deno.NetAddr;
  readonly #conversation: TcpConversation;

  /** `ended` hears of its end. */
  constructor(
    private readonly conn: Connection,
    private readonly recording: Recording,
    private readonly ended: () => void,
  ) {
    const { localAddr, remoteAddr } = conn;
    this.localAddr = localAddr;
    this.remoteAddr = remoteAddr;
    const remote = endpointOf(remoteAddr) ?? { address: new Uint8Array(4), port: remoteAddr.port };
    const local = facing(endpointOf(localAddr), localAddr.port, remote);
    this.#conversation = new TcpConversation(local, remote);
    recording.add(this.#conversation.accepted());
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    const count = await this.conn.read(buffer);
    this.recording.add(
      count === null
        ? this.#conversation.receivedEnd()
        : this.#conversation.received(buffer.subarray(0, count)),
    );
    return count;
  }

  async write(bytes: Uint8Array): Promise<number> {
    const count = await this.conn.write(bytes);
    this.recording.add(this.#conversation.sent(bytes.subarray(0, count)));
    return count;
  }

  close(): void {
    this.recording.add(this.#conversation.sentEnd());
    this.ended();
    this.conn.close();
  }
}
