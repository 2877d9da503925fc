import { type Access, FaultLog, type Publication } from "core/mod.ts";
import type { Track } from "media/track.ts";
import { ToStream } from "../input/to_stream.ts";
import type { Message } from "../wire/message.ts";
import type { Client, Role } from "./role.ts";

/** The publisher's half of a connection: takes the path once its tracks are known. */
export class Publishing implements Role {
  readonly state = "publish";
  readonly discarded = 0;
  readonly #faults: FaultLog;
  readonly #input: ToStream;
  #publication: Publication | undefined;

  constructor(private readonly conn: Client, readonly access: Access) {
    const { clock } = conn.environment, { log } = conn;
    this.#faults = new FaultLog(log, clock);
    const publish = (tracks: readonly Track[]) => this.#publish(tracks);
    this.#input = new ToStream({ clock, log, faults: this.#faults, publish });
  }

  get silenceAllowed(): number {
    return this.conn.environment.config.readTimeout;
  }

  message(message: Message): void {
    this.#input.message(message);
  }

  end(): void {
    this.#publication?.close();
    this.#faults.close();
  }

  #publish(tracks: readonly Track[]) {
    const { access, conn } = this;
    this.#publication = conn.environment.paths.publish(access, conn, tracks);
    conn.log.info(`is publishing to path '${access.name}'`);
    return this.#publication.stream;
  }
}
