import { type Access, FaultLog, type Lane, type Reading } from "core/mod.ts";
import { describeTracks } from "media/track.ts";
import { DataSender } from "../output/data_sender.ts";
import { FromStream } from "../output/from_stream.ts";
import type { Peer } from "../peer/peer.ts";
import type { Sending } from "../wire/negotiate.ts";
import type { WrittenSection } from "../wire/write.ts";
import type { Role } from "./role.ts";
import type { Session } from "./session.ts";

/** The reader's half of a session. */
export class Playing implements Role {
  readonly state = "read";
  readonly inboundLost = 0;
  readonly inboundJitter = 0;
  readonly #faults: FaultLog;
  #output: FromStream | undefined;
  #data: DataSender | undefined;

  constructor(
    private readonly session: Session,
    readonly access: Access,
    readonly sections: readonly WrittenSection[],
    private readonly reading: Reading,
    private readonly sending: readonly Sending[],
    private readonly metadata?: Lane,
  ) {
    this.#faults = new FaultLog(session.log, session.environment.clock);
  }

  get discarded(): number {
    return (this.#output?.discarded ?? 0) + (this.#data?.discarded ?? 0);
  }

  start(peer: Peer): void {
    const { session, reading, sending } = this, { clock } = session.environment;
    const failed = (reason: string) => session.close(reason);
    this.#output = new FromStream(reading.stream, sending, {
      ...{ peer, clock, failed },
      faults: this.#faults,
    });
    this.#output.start();
    const tracks = sending.map(({ id }) => reading.stream.tracks[id]);
    if (this.metadata) {
      this.#data = new DataSender(this.metadata, { peer, clock, faults: this.#faults });
      tracks.push(this.metadata.track);
    }
    session.log.info(`is reading from path '${this.access.name}', ${describeTracks(tracks)}`);
    reading.start();
  }

  rtp(): void {}

  rtcp(packet: Uint8Array): void {
    this.#output?.rtcp(packet);
  }

  data(bytes: Uint8Array): void {
    this.#data?.receive(bytes);
  }

  end(): void {
    this.#output?.stop();
    this.#data?.stop();
    this.reading.close();
    this.#faults.close();
  }
}
