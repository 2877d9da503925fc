import { type Access, FaultLog, type Reading, warnSkipped } from "core/mod.ts";
import { describeTracks } from "media/track.ts";
import { chooseTracks, NONE_SUPPORTED } from "../output/choice.ts";
import { FromStream } from "../output/from_stream.ts";
import { sharedSerializer } from "../output/serializer.ts";
import type { Client, Role } from "./role.ts";

/** The reader's half of a connection. */
export class Playing implements Role {
  readonly state = "read";
  readonly silenceAllowed = Infinity;
  readonly #faults: FaultLog;
  readonly #output: FromStream;
  readonly #names: string;

  /** `messageStream`: where it is sent. Throws where the reader can be sent nothing of the stream. */
  constructor(
    private readonly conn: Client,
    readonly access: Access,
    private readonly reading: Reading,
    messageStream: number,
    fourCcs: ReadonlySet<string> | undefined,
  ) {
    const { queue, log, environment: { clock } } = conn, { stream } = reading;
    const { chosen, skipped } = chooseTracks(stream.lanes, fourCcs);
    if (chosen.length === 0) throw new Error(NONE_SUPPORTED);
    warnSkipped(log, skipped.map(({ track }) => track));
    this.#names = describeTracks(chosen.map(({ lane }) => lane.track));
    this.#faults = new FaultLog(log, clock);
    const to = { queue, clock, faults: this.#faults };
    this.#output = new FromStream(sharedSerializer(stream, messageStream), chosen, to);
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

  message(): void {}

  end(): void {
    this.#output.stop();
    this.reading.close();
    this.#faults.close();
  }
}
