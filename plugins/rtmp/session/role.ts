import type { Access } from "core/mod.ts";
import type { Message } from "../wire/message.ts";

/** What a connection does: it publishes or it reads. */
export interface Role {
  readonly state: "publish" | "read";
  readonly access: Access;
  /** Frames that its queue had no room for. */
  readonly discarded: number;
  /** Milliseconds that the client may be silent. */
  readonly silenceAllowed: number;
  /** A message with media or about them; what it throws ends the connection. */
  message(message: Message): void;
  /** Gives back what it holds. */
  end(): void;
}
