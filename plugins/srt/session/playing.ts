import { type Access, FramePlaying, type Party, type Reading } from "core/mod.ts";
import type { Environment } from "../environment.ts";
import { chooseTracks, NONE_SUPPORTED } from "../output/choice.ts";
import { FromStream } from "../output/from_stream.ts";
import { sharedWriter } from "../output/ts_writer.ts";
import type { Role } from "./role.ts";

/** The reader's half of a connection. */
export class Playing extends FramePlaying implements Role {
  /** Throws where the reader can be sent nothing of the stream. `send`: false where there is no room. */
  constructor(
    conn: Party,
    { clock }: Environment,
    access: Access,
    reading: Reading,
    send: (block: Uint8Array<ArrayBuffer>) => boolean,
  ) {
    const { stream } = reading, { chosen, skipped } = chooseTracks(stream.lanes);
    const tracks = {
      chosen: chosen.map(({ track }) => track),
      skipped: skipped.map(({ track }) => track),
      noneSupported: NONE_SUPPORTED,
    };
    super(
      conn,
      { ...{ access, reading, clock }, ...tracks },
      (faults) => new FromStream(sharedWriter(stream, chosen), chosen, { send, clock, faults }),
    );
  }

  received(): void {}
}
