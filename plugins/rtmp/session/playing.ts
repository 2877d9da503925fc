import { type Access, FramePlaying, type Reading } from "core/mod.ts";
import { chooseTracks, NONE_SUPPORTED } from "../output/choice.ts";
import { FromStream } from "../output/from_stream.ts";
import { sharedSerializer } from "../output/serializer.ts";
import type { Client, Role } from "./role.ts";

/** The reader's half of a connection. */
export class Playing extends FramePlaying implements Role {
  /** `messageStream`: where it is sent. Throws where the reader can be sent nothing of the stream. */
  constructor(
    conn: Client,
    access: Access,
    reading: Reading,
    messageStream: number,
    fourCcs: ReadonlySet<string> | undefined,
  ) {
    const { queue, environment: { clock } } = conn, { stream } = reading;
    const { chosen, skipped } = chooseTracks(stream.lanes, fourCcs);
    const tracks = {
      chosen: chosen.map(({ lane }) => lane.track),
      skipped: skipped.map(({ track }) => track),
      noneSupported: NONE_SUPPORTED,
    };
    const serializer = sharedSerializer(stream, messageStream);
    super(
      conn,
      { ...{ access, reading, clock }, ...tracks },
      (faults) => new FromStream(serializer, chosen, { queue, clock, faults }),
    );
  }

  message(): void {}
}
