import { type Access, FaultLog, type Party, type Reading, warnSkipped } from "core/mod.ts";
import { describeTracks } from "media/track.ts";
import type { Environment } from "../environment.ts";
import { chooseTracks, NONE_SUPPORTED } from "../output/choice.ts";
import { FromStream } from "../output/from_stream.ts";
import { sharedWriter } from "../output/ts_writer.ts";
import type { Role } from "./role.ts";

/** The reader's half of a connection. */
export class Playing implements Role {
  readonly state = "read";
  readonly silenceAllowed = Infinity;
  readonly #faults: FaultLog;
  readonly #output: FromStream;
  readonly #names: string;

  /** Throws where the reader can be sent nothing of the stream. `send`: false where there is no room. */
  constructor(
    private readonly conn: Party,
    { clock }: Environment,
    readonly access: Access,
    private readonly reading: Reading,
    send: (block: Uint8Array<ArrayBuffer>) => boolean,
  ) {
    const { log } = conn, { stream } = reading;
    const { chosen, skipped } = chooseTracks(stream.lanes);
    if (chosen.length === 0) throw new Error(NONE_SUPPORTED);
    warnSkipped(log, skipped.map(({ track }) => track));
    this.#names = describeTracks(chosen.map(({ track }) => track));
    this.#faults = new FaultLog(log, clock);
    const to = { send, clock, faults: this.#faults };
    this.#output = new FromStream(sharedWriter(stream, chosen), chosen, to);
  }

  get discarded(): number {
    return this.#output.discarded;
  }

  /** Media flow from now on. */
  start(): void {
    this.#output.start();
    this.conn.log.info(`is reading from path '${this.access.name}', ${this.#names}`);
    this.reading.start();
  }

  received(): void {}

  end(): void {
    this.#output.stop();
    this.reading.close();
    this.#faults.close();
  }
}
