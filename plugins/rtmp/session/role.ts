import type { Access, Party, WriteQueue } from "core/mod.ts";
import type { Environment } from "../environment.ts";
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

/** What a role, and the commands that lead to it, need of their connection. */
export interface Client extends Party {
  readonly environment: Environment;
  readonly ip: string;
  readonly queue: WriteQueue;
  readonly role: Role | undefined;
  /** By RTMPE. */
  readonly encrypted: boolean;
  query: string;
  userAgent: string;
  /** Its publishing or reading was granted; throws where the connection has ended meanwhile. */
  begin(role: Role): void;
  /** It publishes or reads no more. */
  endRole(): void;
}
