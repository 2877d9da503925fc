import type { Access } from "core/mod.ts";
import type { Bytes } from "../wire/packet.ts";

/** What a connection does: it publishes or it reads. */
export interface Role {
  readonly state: "publish" | "read";
  readonly access: Access;
  /** Units that there was no room for. */
  readonly discarded: number;
  /** Milliseconds that the client may be silent. */
  readonly silenceAllowed: number;
  /** A payload has come; what it throws ends the connection. */
  received(payload: Bytes): void;
  /** Gives back what it holds. */
  end(): void;
}
