import { type Access, FaultLog, MpegtsInput, type Party, type Publication } from "core/mod.ts";
import type { Track } from "media/track.ts";
import type { Environment } from "../environment.ts";
import type { Bytes } from "../wire/packet.ts";
import type { Role } from "./role.ts";

/** The publisher's half of a connection: takes the path once its tracks are known. */
export class Publishing implements Role {
  readonly state = "publish";
  readonly discarded = 0;
  readonly #faults: FaultLog;
  readonly #input: MpegtsInput;
  #publication: Publication | undefined;

  constructor(
    private readonly conn: Party,
    private readonly environment: Environment,
    readonly access: Access,
  ) {
    const { clock } = environment, { log } = conn;
    this.#faults = new FaultLog(log, clock);
    const publish = (tracks: readonly Track[]) => this.#publish(tracks);
    this.#input = new MpegtsInput({ clock, log, faults: this.#faults, publish });
  }

  get silenceAllowed(): number {
    return this.environment.config.readTimeout;
  }

  received(payload: Bytes): void {
    this.#input.receive(payload);
  }

  end(): void {
    this.#publication?.close();
    this.#faults.close();
  }

  #publish(tracks: readonly Track[]) {
    const { access, conn } = this;
    this.#publication = this.environment.paths.publish(access, conn, tracks);
    conn.log.info(`is publishing to path '${access.name}'`);
    return this.#publication.stream;
  }
}
